"""Indexes in the order of the lists, down to the column that decides between equal times."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('invitations', '0014_due_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='reception',
            name='reception_list',
        ),
        migrations.AddIndex(
            model_name='reception',
            index=models.Index(models.F('member'), models.F('place'), models.OrderBy(models.F('last_delivered_at'), descending=True), models.OrderBy(models.F('invitation'), descending=True), condition=models.Q(('ended_at', None)), name='reception_list'),
        ),
        migrations.AddIndex(
            model_name='reception',
            index=models.Index(models.F('member'), models.OrderBy(models.F('archived_at'), descending=True), models.OrderBy(models.F('invitation'), descending=True), condition=models.Q(('ended_at', None), ('place', 'archive')), name='reception_archive'),
        ),
    ]

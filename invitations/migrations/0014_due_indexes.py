"""Indexes of what is due, so that a run of `tick` with nothing to do costs the same in a large network."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):

    dependencies = [
        ('invitations', '0013_search_indexes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(models.F('invitation'), condition=models.Q(('outcome', 'held'), ('outcome', 'told_lately'), ('outcome', 'invited_to_join'), _connector='OR'), name='delivery_held'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(Coalesce('closed_at', 'accepted_at'), condition=models.Q(('address__gt', '')), name='inv_old_addresses'),
        ),
        migrations.AddIndex(
            model_name='joinlinkuse',
            index=models.Index(models.F('at'), name='join_link_use_at'),
        ),
    ]

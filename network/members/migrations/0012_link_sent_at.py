import network.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0011_headline_and_place_without_encoded_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='link_sent_at',
            field=models.DateTimeField(default=network.clock.now, editable=False, verbose_name='last link to a new account'),
        ),
    ]

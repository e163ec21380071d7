import django.db.models.deletion
import network.clock
import notifications.choices
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('invitations', '0001_baseline'),
        ('members', '0001_baseline'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Outbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, unique=True, verbose_name='key')),
                ('kind', models.CharField(choices=notifications.choices.get_kind_choices, max_length=32, verbose_name='kind')),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='address')),
                ('language', models.CharField(blank=True, max_length=16, verbose_name='language')),
                ('status', models.CharField(choices=[('waiting', 'waiting'), ('sending', 'being sent'), ('sent', 'sent'), ('silent', 'not sent, by decision'), ('cancelled', 'cancelled'), ('failed', 'failed')], default='waiting', max_length=9, verbose_name='status')),
                ('reason', models.CharField(blank=True, choices=notifications.choices.get_reason_choices, max_length=48, verbose_name='reason')),
                ('details', models.CharField(blank=True, max_length=120, verbose_name='details')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_at', models.DateTimeField(blank=True, default=network.clock.real_now, null=True, verbose_name='not before')),
                ('created_at', models.DateTimeField(default=network.clock.now, verbose_name='written')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('message_id', models.CharField(blank=True, max_length=200, verbose_name='Message-ID')),
                ('invitation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='outbox', to='invitations.invitation', verbose_name='invitation')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member')),
                ('thread_message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='invitations.message')),
            ],
            options={
                'verbose_name': 'outbox row',
                'verbose_name_plural': 'outbox',
            },
        ),
        migrations.CreateModel(
            name='AddressVerification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, verbose_name='keyed hash of the address')),
                ('at', models.DateTimeField(verbose_name='verified')),
                ('queued_at', models.DateTimeField(default=network.clock.real_now, verbose_name='since')),
            ],
            options={
                'verbose_name': 'verified address',
                'verbose_name_plural': 'verified addresses',
            },
        ),
        migrations.CreateModel(
            name='EmailPreferences',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to=settings.AUTH_USER_MODEL)),
                ('invitations', models.BooleanField(default=True, verbose_name='Invitations and follow-ups')),
                ('reminders', models.BooleanField(default=True, verbose_name='Reminders of invitations that wait')),
                ('acceptances', models.BooleanField(default=True, verbose_name='Somebody accepted my invitation')),
                ('replies', models.BooleanField(default=True, verbose_name='Replies and messages')),
                ('none', models.BooleanField(default=False, verbose_name='No e-mail at all but account mail')),
            ],
            options={
                'verbose_name': 'e-mail preferences',
                'verbose_name_plural': 'e-mail preferences',
            },
        ),
        migrations.CreateModel(
            name='AccountEmail',
            fields=[
                ('row', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='account_email', serialize=False, to='notifications.outbox', verbose_name='outbox row')),
                ('subject', models.CharField(max_length=400)),
                ('text', models.TextField()),
                ('html', models.TextField()),
            ],
            options={
                'verbose_name': 'account e-mail',
                'verbose_name_plural': 'account e-mails',
            },
        ),
        migrations.CreateModel(
            name='CapturedEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=32, unique=True)),
                ('to', models.EmailField(db_index=True, max_length=254, verbose_name='to')),
                ('subject', models.CharField(blank=True, max_length=400, verbose_name='subject')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('html', models.TextField(blank=True, verbose_name='HTML')),
                ('raw', models.TextField(verbose_name='source')),
                ('message_id', models.CharField(blank=True, db_index=True, max_length=200, verbose_name='Message-ID')),
                ('sent_at', models.DateTimeField(verbose_name='sent')),
            ],
            options={
                'verbose_name': 'captured e-mail',
                'verbose_name_plural': 'captured e-mails',
                'indexes': [models.Index(models.F('to'), models.OrderBy(models.F('sent_at'), descending=True), models.OrderBy(models.F('public_id'), descending=True), name='captured_mailbox')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, verbose_name='keyed hash of the address')),
                ('kind', models.CharField(choices=[('bounce', 'bounces'), ('complaint', 'complaint'), ('unsubscribe', 'signed off at the provider')], max_length=11, verbose_name='kind')),
                ('details', models.CharField(blank=True, max_length=200, verbose_name='details')),
                ('event', models.CharField(editable=False, max_length=64, unique=True)),
                ('at', models.DateTimeField(verbose_name='reported')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member')),
            ],
            options={
                'verbose_name': 'suppressed address',
                'verbose_name_plural': 'suppressed addresses',
            },
        ),
        migrations.AddIndex(
            model_name='outbox',
            index=models.Index(models.F('next_at'), condition=models.Q(('status__in', ['waiting', 'sending'])), name='outbox_due'),
        ),
        migrations.AddIndex(
            model_name='outbox',
            index=models.Index(models.F('invitation'), models.F('created_at'), name='outbox_timeline'),
        ),
        migrations.AddIndex(
            model_name='outbox',
            index=models.Index(models.F('next_at'), condition=models.Q(('kind', 'account'), ('status__in', ['waiting', 'sending'])), name='outbox_account_due'),
        ),
        migrations.AddConstraint(
            model_name='outbox',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='outbox_sent_has_time'),
        ),
        migrations.AddConstraint(
            model_name='outbox',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['silent', 'cancelled']), models.Q(('address', ''), _negated=True), _connector='OR'), name='outbox_has_address'),
        ),
        migrations.AddIndex(
            model_name='suppression',
            index=models.Index(models.F('digest'), condition=models.Q(('lifted_at', None)), name='suppression_standing'),
        ),
    ]

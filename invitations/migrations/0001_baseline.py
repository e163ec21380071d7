import django.db.models.deletion
import invitations.lifecycle
import invitations.models.delivery
import invitations.models.event
import invitations.models.invitation
import invitations.models.message
import invitations.policy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0001_baseline'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Allowance',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to=settings.AUTH_USER_MODEL)),
                ('limit', models.PositiveIntegerField(default=invitations.policy.allowance, verbose_name='limit in all')),
                ('weekly_limit', models.PositiveIntegerField(default=invitations.policy.weekly_allowance, verbose_name='limit in 7 days')),
                ('used', models.PositiveIntegerField(default=0, verbose_name='used in all')),
                ('recent', models.JSONField(default=list, editable=False, verbose_name='used in the last 7 days')),
                ('restricted_at', models.DateTimeField(blank=True, null=True, verbose_name='restricted')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='last lifted')),
                ('lifts', models.PositiveSmallIntegerField(default=0, verbose_name='lifts')),
            ],
            options={
                'verbose_name': 'allowance',
                'verbose_name_plural': 'allowances',
            },
        ),
        migrations.CreateModel(
            name='NonMember',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='keyed hash of the address')),
                ('recent', models.JSONField(default=list, editable=False, verbose_name='written to in the last day')),
                ('opted_out_at', models.DateTimeField(blank=True, null=True, verbose_name='asked never to be written to')),
            ],
            options={
                'verbose_name': 'non-member',
                'verbose_name_plural': 'non-members',
            },
        ),
        migrations.CreateModel(
            name='RestrictionRun',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False, verbose_name='day')),
                ('at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'verbose_name': 'restriction check',
                'verbose_name_plural': 'restriction checks',
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=invitations.models.invitation.new_public_id, editable=False, max_length=22, unique=True, verbose_name='public id')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('reason', models.CharField(blank=True, choices=[('colleague', 'Colleague'), ('classmate', 'Classmate'), ('business', 'Business'), ('friend', 'Friend'), ('other', 'Other')], max_length=10, verbose_name='how they know each other')),
                ('state', models.CharField(choices=[('running', 'being sent'), ('stopped', 'stopped'), ('done', 'gone through')], default='running', max_length=8, verbose_name='state')),
                ('requested_at', models.DateTimeField(verbose_name='handed in')),
                ('progressed_at', models.DateTimeField(verbose_name='last worked on')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to=settings.AUTH_USER_MODEL, verbose_name='sender')),
            ],
            options={
                'verbose_name': 'list of addresses',
                'verbose_name_plural': 'lists of addresses',
            },
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted')),
                ('blocked', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='blocked')),
                ('blocker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blocks', to=settings.AUTH_USER_MODEL, verbose_name='blocker')),
            ],
            options={
                'verbose_name': 'block',
                'verbose_name_plural': 'blocks',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=invitations.models.invitation.new_public_id, editable=False, max_length=22, unique=True, verbose_name='public id')),
                ('low', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('high', models.BigIntegerField(blank=True, editable=False, null=True)),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='typed address')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('reason', models.CharField(blank=True, choices=[('colleague', 'Colleague'), ('classmate', 'Classmate'), ('business', 'Business'), ('friend', 'Friend'), ('other', 'Other')], max_length=10, verbose_name='how they know each other')),
                ('status', models.CharField(choices=invitations.lifecycle.Status.get_choices, default='open', max_length=32, verbose_name='status')),
                ('sent_at', models.DateTimeField(verbose_name='sent')),
                ('last_proposed_at', models.DateTimeField(verbose_name='last proposed')),
                ('follow_ups', models.PositiveSmallIntegerField(default=0, verbose_name='follow-ups')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('news_at', models.DateTimeField(blank=True, null=True, verbose_name='heard and not noted yet')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='connection removed by')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recipient')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations_sent', to=settings.AUTH_USER_MODEL, verbose_name='sender')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
            },
        ),
        migrations.CreateModel(
            name='BatchLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('address', models.CharField(max_length=254, verbose_name='address')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sent', 'Sent'), ('already', 'invited already'), ('no_address', 'not an e-mail address'), ('own', 'your own address'), ('limit', 'not sent')], default='waiting', max_length=10, verbose_name='state')),
                ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='not before')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='invitations.batch', verbose_name='list of addresses')),
                ('invitation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='invitations.invitation', verbose_name='invitation')),
            ],
            options={
                'verbose_name': 'line of a list',
                'verbose_name_plural': 'lines of lists',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='InvitationEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=invitations.models.event.InvitationEvent.Kind.get_choices, max_length=32, verbose_name='what')),
                ('reason', models.CharField(blank=True, max_length=40, verbose_name='why')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='invitations.invitation')),
            ],
            options={
                'verbose_name': 'invitation event',
                'verbose_name_plural': 'invitation events',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=invitations.models.message.Message.Kind.get_choices, max_length=32, verbose_name='kind')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('nonce', models.CharField(blank=True, max_length=36)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='invitations.invitation')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=invitations.models.delivery.Delivery.Kind.get_choices, max_length=32, verbose_name='kind')),
                ('requested_at', models.DateTimeField(verbose_name='asked for')),
                ('outcome', models.CharField(blank=True, choices=invitations.models.delivery.Delivery.Outcome.get_choices, max_length=32, verbose_name='outcome')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='failed attempts')),
                ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='not before')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member')),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='invitations.invitation')),
                ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='invitations.message')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.CreateModel(
            name='JoinInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_mailed_at', models.DateTimeField(verbose_name='first mailed')),
                ('last_mailed_at', models.DateTimeField(verbose_name='last mailed')),
                ('next_reminder_at', models.DateTimeField(blank=True, null=True, verbose_name='next reminder')),
                ('reminders_sent', models.PositiveSmallIntegerField(default=0, verbose_name='reminders')),
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='join_invitation', to='invitations.invitation')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sender')),
                ('non_member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_invitations', to='invitations.nonmember')),
            ],
            options={
                'verbose_name': 'invitation to join',
                'verbose_name_plural': 'invitations to join',
            },
        ),
        migrations.CreateModel(
            name='Reception',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('low', models.BigIntegerField(editable=False)),
                ('high', models.BigIntegerField(editable=False)),
                ('place', models.CharField(choices=invitations.lifecycle.Place.get_choices, default='inbox', max_length=32, verbose_name='place')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('delivered_at', models.DateTimeField(verbose_name='first delivered')),
                ('last_delivered_at', models.DateTimeField(verbose_name='last brought')),
                ('last_requested_at', models.DateTimeField(verbose_name='last asked for')),
                ('redeliveries', models.PositiveSmallIntegerField(default=0, verbose_name='brought again')),
                ('archived_at', models.DateTimeField(blank=True, null=True, verbose_name='archived')),
                ('refused_at', models.DateTimeField(blank=True, null=True, verbose_name='refused')),
                ('replied_at', models.DateTimeField(blank=True, null=True, verbose_name='replied')),
                ('next_reminder_at', models.DateTimeField(blank=True, null=True, verbose_name='next reminder')),
                ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='reported')),
                ('reminders_sent', models.PositiveSmallIntegerField(default=0, verbose_name='reminders')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reception', to='invitations.invitation')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receptions', to=settings.AUTH_USER_MODEL, verbose_name='recipient')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sender')),
            ],
            options={
                'verbose_name': 'reception',
                'verbose_name_plural': 'receptions',
            },
        ),
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='voided')),
                ('refused', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='refused')),
                ('refuser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='refuser')),
            ],
            options={
                'verbose_name': 'refusal',
                'verbose_name_plural': 'refusals',
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('spam', 'Spam or advertising'), ('harassment', 'Harassment or threats'), ('false_identity', 'Pretends to be somebody else'), ('other', 'Something else')], max_length=14, verbose_name='reason')),
                ('comment', models.TextField(blank=True, verbose_name='the reporter’s words')),
                ('evidence', models.TextField(blank=True, verbose_name='what was shown to the reporter')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('outcome', models.CharField(blank=True, choices=[('', 'open'), ('nothing_wrong', 'nothing wrong'), ('limited', 'account limited'), ('switched_off', 'account switched off')], max_length=13, verbose_name='outcome')),
                ('handled_at', models.DateTimeField(blank=True, null=True, verbose_name='handled')),
                ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handled by')),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='invitations.invitation', verbose_name='invitation')),
                ('reported', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reported')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reporter')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
            },
        ),
        migrations.CreateModel(
            name='AllowanceRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, verbose_name='what for')),
                ('requested_at', models.DateTimeField(verbose_name='asked')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member')),
            ],
            options={
                'verbose_name': 'request for more',
                'verbose_name_plural': 'requests for more',
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('member',), name='request_one_open')],
            },
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(models.F('member'), models.OrderBy(models.F('requested_at'), descending=True), name='batch_of_member'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(models.F('progressed_at'), condition=models.Q(('state', 'running')), name='batch_running'),
        ),
        migrations.AddIndex(
            model_name='block',
            index=models.Index(models.F('id'), condition=models.Q(('lifted_at', None), ('settled_at', None)), name='block_unsettled'),
        ),
        migrations.AddIndex(
            model_name='block',
            index=models.Index(models.F('blocker'), models.OrderBy(models.F('at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='block_list'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('blocker', 'blocked'), name='block_pair_uq'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=models.CheckConstraint(condition=models.Q(('blocker', models.F('blocked')), _negated=True), name='block_not_self'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(models.F('sender'), models.OrderBy(models.F('sent_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='inv_sent_list'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(models.F('low'), models.F('high'), name='inv_pair'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(models.F('last_proposed_at'), condition=models.Q(('status', 'open')), name='inv_closing'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(models.F('sender'), models.OrderBy(models.F('news_at'), descending=True), condition=models.Q(('news_at__isnull', False)), name='inv_news'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['open', 'accepted'])), fields=('low', 'high'), name='inv_one_live_per_pair'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('recipient', None), ('status', 'open')), fields=('sender', 'address'), name='inv_one_open_per_address'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('sender', models.F('recipient')), _negated=True), name='inv_not_self'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('high', None), ('low', None), ('recipient', None)), models.Q(('high__isnull', False), ('low__isnull', False), ('low__lt', models.F('high')), ('recipient__isnull', False), models.Q(models.Q(('high', models.F('recipient')), ('low', models.F('sender'))), models.Q(('high', models.F('sender')), ('low', models.F('recipient'))), _connector='OR')), _connector='OR'), name='inv_pair_ordered'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('recipient__isnull', False), models.Q(('address', ''), _negated=True), ('status__in', ['withdrawn', 'closed']), _connector='OR'), name='inv_to_somebody'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'withdrawn', 'closed']), ('accepted_at__isnull', False), _connector='OR'), name='inv_accepted_has_time'),
        ),
        migrations.AddIndex(
            model_name='batchline',
            index=models.Index(models.F('id'), condition=models.Q(('state', 'waiting')), name='batch_line_waiting'),
        ),
        migrations.AddConstraint(
            model_name='batchline',
            constraint=models.UniqueConstraint(fields=('batch', 'number'), name='batch_line_number_uq'),
        ),
        migrations.AddIndex(
            model_name='invitationevent',
            index=models.Index(models.F('invitation'), models.F('at'), name='event_timeline'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('invitation', 'number'), name='message_number_uq'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(condition=models.Q(('nonce', ''), _negated=True), fields=('invitation', 'author', 'nonce'), name='message_nonce_uq'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(models.F('id'), condition=models.Q(('outcome', '')), name='delivery_waiting'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', ''), ('decided_at__isnull', False), _connector='OR'), name='delivery_decided_has_time'),
        ),
        migrations.AddIndex(
            model_name='joininvitation',
            index=models.Index(models.F('next_reminder_at'), condition=models.Q(('next_reminder_at__isnull', False)), name='join_invitation_due'),
        ),
        migrations.AddIndex(
            model_name='reception',
            index=models.Index(models.F('member'), models.F('place'), models.OrderBy(models.F('last_delivered_at'), descending=True), condition=models.Q(('ended_at', None)), name='reception_list'),
        ),
        migrations.AddIndex(
            model_name='reception',
            index=models.Index(models.F('next_reminder_at'), condition=models.Q(('next_reminder_at__isnull', False)), name='reception_due'),
        ),
        migrations.AddConstraint(
            model_name='reception',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('low', 'high'), name='reception_one_live_per_pair'),
        ),
        migrations.AddConstraint(
            model_name='reception',
            constraint=models.CheckConstraint(condition=models.Q(('low__lt', models.F('high'))), name='reception_pair_ordered'),
        ),
        migrations.AddConstraint(
            model_name='reception',
            constraint=models.CheckConstraint(condition=models.Q(('refused_at', None), ('place', 'archive'), _connector='OR'), name='reception_refused_only_in_archive'),
        ),
        migrations.AddIndex(
            model_name='refusal',
            index=models.Index(models.F('refused'), models.F('at'), condition=models.Q(('voided_at', None)), name='refusal_counted'),
        ),
        migrations.AddConstraint(
            model_name='refusal',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at', None)), fields=('refuser', 'refused'), name='refusal_pair_uq'),
        ),
        migrations.AddConstraint(
            model_name='refusal',
            constraint=models.CheckConstraint(condition=models.Q(('refuser', models.F('refused')), _negated=True), name='refusal_not_self'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(models.F('at'), condition=models.Q(('outcome', '')), name='report_queue'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(models.F('reported'), models.F('at'), name='report_against'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('invitation', 'reporter'), name='report_once'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('reporter', models.F('reported')), _negated=True), name='report_not_self'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handled_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('handled_at__isnull', False)), _connector='OR'), name='report_handled_has_time'),
        ),
    ]

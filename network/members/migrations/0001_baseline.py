import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import network.clock
import network.members.models.export
import network.members.models.member
import re
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models, transaction
from django.db.utils import DatabaseError


def create_cache_table(apps, schema_editor):
    """The table of `network.common.cache`, so that `migrate` alone makes the product work."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def create_trigram_index(apps, schema_editor):
    """On PostgreSQL, where the extension pg_trgm may be had; without it searches work too, and read all rows."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:  # not installed, or this role may not create it
        return
    schema_editor.execute("CREATE INDEX member_search_text ON members_member USING gin (search_text gin_trgm_ops)")


def drop_trigram_index(apps, schema_editor):
    schema_editor.execute("DROP INDEX IF EXISTS member_search_text")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(max_length=80, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x1f\\x7f-\\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x85\u2028\u2029\ud800-\udfff]'), 'Control characters and line breaks cannot be used here.', code='control', inverse_match=True)], verbose_name='name')),
                ('handle', models.SlugField(max_length=40, unique=True, verbose_name='handle')),
                ('headline', models.CharField(blank=True, max_length=120, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x1f\\x7f-\\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x85\u2028\u2029\ud800-\udfff]'), 'Control characters and line breaks cannot be used here.', code='control', inverse_match=True)], verbose_name='headline')),
                ('location', models.CharField(blank=True, max_length=80, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x1f\\x7f-\\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x85\u2028\u2029\ud800-\udfff]'), 'Control characters and line breaks cannot be used here.', code='control', inverse_match=True)], verbose_name='place')),
                ('about', models.TextField(blank=True, max_length=2000, validators=[django.core.validators.RegexValidator(re.compile('[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]'), 'Control characters cannot be used here.', code='control', inverse_match=True)], verbose_name='about')),
                ('search_text', network.members.models.member.SearchTextField(editable=False)),
                ('photo', models.CharField(blank=True, editable=False, max_length=32, verbose_name='photo')),
                ('language', models.CharField(choices=network.members.models.member.get_languages, default=network.members.models.member.default_language, max_length=16, verbose_name='language')),
                ('time_zone', models.CharField(default=network.members.models.member.default_time_zone, max_length=64, verbose_name='time zone')),
                ('invitable_by', models.CharField(choices=[('everybody', 'Every member'), ('address', 'Only people who know my e-mail address')], default='everybody', max_length=10, verbose_name='who may invite me')),
                ('connections_visible_to', models.CharField(choices=[('everybody', 'Every member'), ('connections', 'My connections'), ('nobody', 'Nobody but me')], default='connections', max_length=12, verbose_name='who sees my connections')),
                ('share_address', models.BooleanField(default=True, verbose_name='share my address with my connections')),
                ('degree', models.PositiveIntegerField(default=0, editable=False, verbose_name='connections')),
                ('joined_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='joined')),
                ('is_staff', models.BooleanField(default=False, verbose_name='staff')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('left_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='left')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
            },
        ),
        migrations.CreateModel(
            name='AccountRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('join', 'to join'), ('code', 'to join with a passkey'), ('reset', 'for a new password')], max_length=5, verbose_name='kind')),
                ('address', models.EmailField(max_length=254, verbose_name='address')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('password', models.CharField(blank=True, max_length=128)),
                ('code', models.CharField(blank=True, max_length=32)),
                ('language', models.CharField(max_length=16, verbose_name='language')),
                ('at', models.DateTimeField(default=network.clock.now, verbose_name='when')),
                ('next_at', models.DateTimeField(default=network.clock.real_now, verbose_name='not before')),
            ],
            options={
                'verbose_name': 'account request',
                'verbose_name_plural': 'account requests',
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='picture', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='member')),
                ('image', models.BinaryField(verbose_name='image')),
                ('digest', models.CharField(db_index=True, max_length=32, verbose_name='digest')),
                ('width', models.PositiveSmallIntegerField(verbose_name='width')),
            ],
            options={
                'verbose_name': 'photo',
                'verbose_name_plural': 'photos',
            },
        ),
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('pk', models.CompositePrimaryKey('owner', 'other', blank=True, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateTimeField(verbose_name='since')),
                ('other', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='connections', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'connection',
                'verbose_name_plural': 'connections',
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=network.members.models.export.new_public_id, editable=False, max_length=22, unique=True, verbose_name='public id')),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('writing', 'being written'), ('ready', 'ready'), ('stopped', 'stopped'), ('failed', 'failed')], default='asked', max_length=7, verbose_name='state')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='rows written')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='rows in all')),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='size in bytes')),
                ('requested_at', models.DateTimeField(default=network.clock.now, verbose_name='asked for')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_at', models.DateTimeField(default=network.clock.real_now, verbose_name='not before')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL, verbose_name='member')),
            ],
            options={
                'verbose_name': "copy of one's own",
                'verbose_name_plural': "copies of one's own",
            },
        ),
        migrations.CreateModel(
            name='ExportPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt', models.PositiveSmallIntegerField(verbose_name='attempt')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('data', models.BinaryField(verbose_name='bytes')),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='members.export', verbose_name='copy')),
            ],
            options={
                'verbose_name': 'piece of a copy',
                'verbose_name_plural': 'pieces of copies',
            },
        ),
        migrations.CreateModel(
            name='AccountDeletion',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='member')),
                ('opt_out', models.BooleanField(default=False, verbose_name='never to be written to again')),
                ('requested_at', models.DateTimeField(default=network.clock.now, verbose_name='asked for')),
                ('next_at', models.DateTimeField(default=network.clock.real_now, verbose_name='not before')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
            ],
            options={
                'verbose_name': 'departure',
                'verbose_name_plural': 'departures',
                'indexes': [models.Index(models.F('next_at'), condition=models.Q(('finished_at', None)), name='account_deletion_due')],
            },
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(models.F('name'), models.F('handle'), name='member_by_name'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='member_email_normal'),
        ),
        migrations.AddIndex(
            model_name='connection',
            index=models.Index(models.F('owner'), models.OrderBy(models.F('since'), descending=True), models.F('other'), name='connection_newest'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.CheckConstraint(condition=models.Q(('owner', models.F('other')), _negated=True), name='connection_not_self'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(models.F('next_at'), condition=models.Q(('state__in', ['asked', 'writing'])), name='export_due'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(models.F('member'), models.OrderBy(models.F('requested_at'), descending=True), name='export_newest'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'writing'])), fields=('member',), name='export_one_running'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'writing']), ('finished_at__isnull', False), _connector='OR'), name='export_finished_has_time'),
        ),
        migrations.AddConstraint(
            model_name='exportpart',
            constraint=models.UniqueConstraint(fields=('export', 'attempt', 'number'), name='export_part_uq'),
        ),
        migrations.RunPython(create_cache_table, migrations.RunPython.noop),
        migrations.RunPython(create_trigram_index, drop_trigram_index),
    ]

from invitations.admin import allowances as allowances
from invitations.admin import invitations as invitations
from invitations.admin import join_links as join_links
from invitations.admin import moderation as moderation

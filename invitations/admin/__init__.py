from invitations.admin import invitations as invitations
from invitations.admin import moderation as moderation

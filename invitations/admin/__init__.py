from invitations.admin import allowances as allowances
from invitations.admin import grants as grants
from invitations.admin import invitations as invitations
from invitations.admin import join_links as join_links
from invitations.admin import limits as limits
from invitations.admin import moderation as moderation
from invitations.admin import start_page as start_page

from network.members.admin import exports as exports
from network.members.admin import grants as grants
from network.members.admin import imports as imports
from network.members.admin import members as members
from network.members.admin import profile_fields as profile_fields
from network.members.admin import start_page as start_page

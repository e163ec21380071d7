from network.members.admin import exports as exports
from network.members.admin import members as members

from network.members.admin import members as members

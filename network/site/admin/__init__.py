from network.site.admin import legal as legal
from network.site.admin import site as site

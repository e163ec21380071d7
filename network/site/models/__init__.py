from network.site.models.legal import LegalText as LegalText
from network.site.models.legal import LegalVersion as LegalVersion
from network.site.models.logo import Logo as Logo
from network.site.models.site import Site as Site

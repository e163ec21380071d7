from network.site.models.legal import LegalText, LegalVersion
from network.site.models.logo import Logo
from network.site.models.signup import Inviters, SignupPolicy, SignupRules
from network.site.models.site import Site

__all__ = ["Inviters", "LegalText", "LegalVersion", "Logo", "SignupPolicy", "SignupRules", "Site"]

from network.site.models.signup import Inviters, SignupPolicy, SignupRules
from network.site.models.site import Site

__all__ = ["Inviters", "SignupPolicy", "SignupRules", "Site"]

from network.site.models.site import Site as Site

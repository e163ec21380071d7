from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from network import pages
from notifications import feedback

admin.site.site_header = admin.site.site_title = "Acquaint"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign, no-untyped-call]

urlpatterns = [
    path("", pages.home, name="home"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
    path("", include("network.members.urls")),
    path("", include("invitations.urls")),
    path("", include("notifications.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
if settings.MAIL_PROVIDER and settings.ANYMAIL["WEBHOOK_SECRET"]:
    urlpatterns.append(
        path("anymail/", include((feedback.routes_of(settings.MAIL_PROVIDER), "anymail"))),
    )
handler400 = pages.bad_request
handler403 = pages.forbidden
handler404 = pages.not_found
handler500 = pages.server_error

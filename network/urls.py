from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.utils.functional import lazy

from network import site
from network.members.accounts.passkeys import remove_passkey, rename_passkey, sign_in_with_passkey
from network.members.accounts.views import confirm_email, sessions, set_password
from network.web import errors, health, home, language, robots, security_txt, theme

admin.site.site_header = admin.site.site_title = lazy(lambda: site.current().name, str)()
admin.site.enable_nav_sidebar = False  # lists need the width; the breadcrumbs lead back

urlpatterns = [
    path("", home.home, name="home"),
    path("people/you-may-know/", home.suggestions, name="suggestions"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", robots.robots, name="robots"),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
    path("theme/", theme.set_theme, name="theme"),
    path("i18n/setlang/", language.set_language, name="set_language"),
    path("", include("network.site.urls")),
    path("", include("network.members.urls")),
    path("", include("invitations.urls")),
    path("", include("notifications.urls")),
    re_path(r"^accounts/confirm-email/(?P<key>[-:\w]+)/$", confirm_email, name="account_confirm_email"),
    path("accounts/password/set/", set_password, name="account_set_password"),
    path("accounts/sessions/", sessions, name="usersessions_list"),
    path("accounts/2fa/webauthn/keys/<slug:public>/edit/", rename_passkey, name="mfa_edit_webauthn"),
    path("accounts/2fa/webauthn/keys/<slug:public>/remove/", remove_passkey, name="mfa_remove_webauthn"),
    path("accounts/2fa/webauthn/login/", sign_in_with_passkey, name="mfa_login_webauthn"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("network.demo.urls")))
if settings.METRICS_TOKEN:
    from network.web.metrics import views as metrics  # with packages of its own

    urlpatterns.append(path("metrics", metrics.metrics, name="metrics"))
if settings.ESP_NAME and settings.ANYMAIL["WEBHOOK_SECRET"]:
    from notifications import webhook_urls

    urlpatterns.append(path("anymail/", include((webhook_urls.tracking_urls(settings.ESP_NAME), "anymail"))))
if settings.SIGN_IN_PROVIDER:
    urlpatterns.append(path("", include("network.members.oidc.urls")))  # with packages of its own
handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = errors.too_many_requests  # used by allauth's rate limits
handler500 = errors.server_error

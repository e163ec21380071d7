from django.urls import path

from network.members.oidc import confirming, views

app_name = "oidc"
urlpatterns = [
    path("accounts/oidc/begin/", views.begin, name="begin"),
    path("accounts/oidc/callback/", views.callback, name="callback"),
    path("accounts/oidc/join/", views.join, name="join"),
    path("accounts/oidc/confirm/", confirming.confirm, name="confirm"),
    path("settings/linked-sign-in/", views.links_page, name="links"),
]

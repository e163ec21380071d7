from django.urls import path

from network.members import terms
from network.members.accounts import views as accounts_views
from network.members.imports import views as imports_views
from network.members.people import directory, profile
from network.members.privacy import account_data

app_name = "members"
urlpatterns = [
    path("members/", directory.directory, name="directory"),
    path("members/<slug:handle>/", profile.profile, name="profile"),
    path("members/<slug:handle>/connections/", directory.connections_of, name="connections_of"),
    path("photos/<slug:digest>.webp", profile.photo, name="photo"),
    path("connections/", directory.connections, name="connections"),
    path("connections/<slug:handle>/remove/", directory.remove_connection, name="remove_connection"),
    path("settings/profile/", profile.edit_profile, name="edit_profile"),
    path("settings/", profile.settings, name="settings"),
    path("terms/accept/", terms.accept_terms, name="accept_terms"),
    path("joining/", accounts_views.signup_sent, name="signup_sent"),
    path("joining/link/<str:token>/", accounts_views.signup_link, name="signup_link"),
    path("joining/link/<str:token>/again/", accounts_views.signup_link_again, name="signup_link_again"),
    path("joining/code/", accounts_views.signup_code, name="signup_code"),
    path("joining/code/again/", accounts_views.resend_signup_code, name="resend_signup_code"),
    path("joining/code/cancel/", accounts_views.cancel_signup, name="cancel_signup"),
    path("settings/sessions/<str:public>/end/", accounts_views.end_session, name="end_session"),
    path("settings/export/", account_data.export, name="export"),
    path("settings/export/stop/", account_data.cancel_export, name="cancel_export"),
    path(
        "settings/export/<slug:public_id>/my-data.zip", account_data.download_export, name="download_export"
    ),
    path("settings/delete/", account_data.delete_account, name="delete_account"),
    path("welcome/<str:token>/", imports_views.welcome, name="welcome"),
    path("welcome/<str:token>/again/", imports_views.welcome_again, name="welcome_again"),
    path("goodbye/", account_data.account_deleted, name="account_deleted"),
]

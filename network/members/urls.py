from django.urls import path

from network.members.accounts import views as accounts_views
from network.members.people import views
from network.members.privacy import account_data

app_name = "members"
urlpatterns = [
    path("members/", views.directory, name="directory"),
    path("members/<slug:handle>/", views.profile, name="profile"),
    path("members/<slug:handle>/connections/", views.connections_of, name="connections_of"),
    path("photos/<slug:digest>.webp", views.photo, name="photo"),
    path("connections/", views.connections, name="connections"),
    path("connections/<slug:handle>/remove/", views.remove_connection, name="remove_connection"),
    path("settings/profile/", views.edit_profile, name="edit_profile"),
    path("settings/", views.settings, name="settings"),
    path("joining/", accounts_views.joining, name="signup_sent"),
    path("joining/code/", accounts_views.enter_code, name="signup_code"),
    path("joining/code/again/", accounts_views.send_another_code, name="resend_signup_code"),
    path("joining/code/cancel/", accounts_views.cancel_joining, name="cancel_signup"),
    path("settings/sessions/<str:public>/end/", accounts_views.end_session, name="end_session"),
    path("settings/export/", account_data.export, name="export"),
    path("settings/export/stop/", account_data.cancel_export, name="cancel_export"),
    path(
        "settings/export/<slug:public_id>/acquaint.zip", account_data.download_export, name="download_export"
    ),
    path("settings/delete/", account_data.delete_account, name="delete_account"),
    path("goodbye/", account_data.goodbye, name="account_deleted"),
]

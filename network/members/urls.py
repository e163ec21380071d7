from django.urls import path

from network.members import account_views, views

app_name = "members"
urlpatterns = [
    path("members/", views.directory, name="directory"),
    path("members/<slug:handle>/", views.profile, name="profile"),
    path("connections/", views.connections, name="connections"),
    path("connections/<slug:handle>/remove/", views.remove_connection, name="remove_connection"),
    path("settings/profile/", views.edit_profile, name="edit_profile"),
    path("settings/", views.settings, name="settings"),
    path("joining/", account_views.joining, name="joining"),
    path("joining/code/", account_views.enter_code, name="enter_code"),
    path("joining/code/again/", account_views.send_another_code, name="send_another_code"),
    path("settings/sessions/<str:public>/end/", account_views.end_session, name="end_session"),
]

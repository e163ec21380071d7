from django.conf import settings
from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("settings/email/", views.preferences, name="preferences"),
    path("settings/email/again/", views.write_again, name="write_again"),
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
if settings.MAILBOX:
    urlpatterns += [
        path("mail/", views.mailbox, name="mailbox"),
        path("mail/<slug:public_id>/", views.message, name="message"),
        path("mail/<slug:public_id>/html/", views.message_html, name="message_html"),
        path("mail/<slug:public_id>/source/", views.message_source, name="message_source"),
    ]

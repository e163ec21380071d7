from django.conf import settings
from django.urls import path

from notifications import previews, views

app_name = "notifications"
urlpatterns = [
    path("settings/email/", views.preferences, name="preferences"),
    path("settings/email/again/", views.resume_emails, name="resume_emails"),
    path("members/<slug:handle>/invite/preview/", previews.preview, name="preview"),
    path("invitations/by-email/preview/", previews.preview_by_email, name="preview_by_email"),
    path(
        "invitations/<slug:public_id>/follow-up/preview/",
        previews.preview_follow_up,
        name="preview_follow_up",
    ),
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
if settings.MEMBER_MAILBOX:
    urlpatterns += [
        path("mail/", views.mailbox, name="mailbox"),
        path("mail/<slug:public_id>/", views.message, name="message"),
        path("mail/<slug:public_id>/html/", views.message_html, name="message_html"),
        path("mail/<slug:public_id>/source/", views.message_source, name="message_source"),
    ]

from django.urls import path

from network.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("side-by-side/", views.side_by_side, name="side_by_side"),
    path("narrator/", views.narrator, name="narrator"),
    path("stories/<slug:name>/", views.story, name="story"),
    path("clock/", views.move_clock, name="clock"),
    path("reset/", views.reset, name="reset"),
    path("mail/", views.find_mailbox, name="find_mailbox"),
    path("mail/<str:address>/", views.mailbox, name="mailbox"),
    path("mail/<str:address>/<slug:public_id>/", views.message, name="message"),
    path("mail/<str:address>/<slug:public_id>/html/", views.message_html, name="message_html"),
    path("style/", views.styleguide, name="styleguide"),
]

from django.urls import path

from network.demo.views import api, clock, mailbox, rules, split_screen, start, stories

app_name = "demo"
urlpatterns = [
    path("", start.index, name="index"),
    path("side-by-side/", split_screen.side_by_side, name="side_by_side"),
    path("narrator/", split_screen.narrator, name="narrator"),
    path("rules/", rules.rules, name="rules"),
    path("stories/<slug:name>/", stories.story, name="story"),
    path("recording/", stories.show_recording, name="recording"),
    path("recording/start/", stories.start_recording, name="start_recording"),
    path("recording/stop/", stories.stop_recording, name="stop_recording"),
    path("recording/my-story.toml", stories.download_recording, name="download_recording"),
    path("clock/", clock.move_clock, name="clock"),
    path("idle/", api.idle, name="idle"),
    path("stage/", api.stage, name="stage"),
    path("reset/", start.reset, name="reset"),
    path("mail/", mailbox.find_mailbox, name="find_mailbox"),
    path("mail/<str:address>/", mailbox.mailbox, name="mailbox"),
    path("mail/<str:address>/<slug:public_id>/", mailbox.message, name="message"),
    path("mail/<str:address>/<slug:public_id>/html/", mailbox.message_html, name="message_html"),
    path("mail/<str:address>/<slug:public_id>/source/", mailbox.message_source, name="message_source"),
    path("style/", start.styleguide, name="styleguide"),
]

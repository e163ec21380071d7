from django.urls import path

from network.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("side-by-side/", views.side_by_side, name="side_by_side"),
    path("narrator/", views.narrator, name="narrator"),
    path("stories/<slug:name>/", views.story, name="story"),
    path("clock/", views.move_clock, name="clock"),
    path("reset/", views.reset, name="reset"),
    path("mail/", views.find_mail, name="find_mail"),
    path("mail/<str:address>/", views.mail, name="mail"),
    path("mail/<str:address>/<slug:public_id>/", views.letter, name="letter"),
    path("mail/<str:address>/<slug:public_id>/html/", views.letter_html, name="letter_html"),
    path("style/", views.style, name="style"),
]

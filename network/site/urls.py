from django.urls import path

from network.site import views

app_name = "site"
urlpatterns = [
    path("site/logo/<slug:digest>.webp", views.logo, name="logo"),
    path("site/colours/<slug:digest>.css", views.stylesheet, name="stylesheet"),
    path("site/icon/<slug:digest>.svg", views.icon, name="icon"),
    path("about/<slug:page>/", views.page, name="page"),
]

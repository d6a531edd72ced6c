"""Where each room is."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("goodgrace.web.urls")),
]

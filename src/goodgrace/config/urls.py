"""Where each room is."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("goodgrace.api.urls")),
    path("account/", include("allauth.urls")),
    path("", include("goodgrace.web.urls")),
]

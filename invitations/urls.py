from django.urls import path, register_converter

from invitations import views


class PublicId:
    regex = "[A-Za-z0-9]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicId, "public_id")

app_name = "invitations"
urlpatterns = [
    path("members/<slug:handle>/invite/", views.send, name="send"),
    path("members/<slug:handle>/block/", views.block, name="block"),
    path("members/<slug:handle>/unblock/", views.unblock, name="unblock"),
    path("settings/blocked/", views.blocked, name="blocked"),
    path("invitations/", views.received, name="received"),
    path("invitations/archived/", views.archived, name="archived"),
    path("invitations/receipts/", views.receipts, name="receipts"),
    path("invitations/sent/", views.sent, name="sent"),
    path("invitations/by-email/", views.send_by_email, name="send_by_email"),
    path("invitations/by-email/<public_id:public_id>/", views.batch, name="batch"),
    path("invitations/by-email/<public_id:public_id>/stop/", views.stop_batch, name="stop_batch"),
    path("invitations/by-email/<public_id:public_id>/start/", views.start_batch, name="start_batch"),
    path("invitations/bulk/", views.bulk, name="bulk"),
    path("invitations/bulk/confirm/", views.confirm_bulk, name="confirm_bulk"),
    path("invitations/noted/", views.acknowledge_all, name="acknowledge_all"),
    path("invitations/more/", views.ask_for_more, name="ask_for_more"),
    path("invitations/who-is-told/", views.who_is_told, name="who_is_told"),
    path("invitations/etiquette/", views.etiquette, name="etiquette"),
    path("invitations/<public_id:public_id>/", views.detail, name="detail"),
    path("invitations/<public_id:public_id>/accept/", views.accept, name="accept"),
    path("invitations/<public_id:public_id>/reply/", views.reply, name="reply"),
    path("invitations/<public_id:public_id>/ignore/", views.ignore, name="ignore"),
    path("invitations/<public_id:public_id>/restore/", views.restore, name="restore"),
    path("invitations/<public_id:public_id>/unknown/", views.unknown, name="unknown"),
    path(
        "invitations/<public_id:public_id>/take-back-unknown/",
        views.take_back_unknown,
        name="take_back_unknown",
    ),
    path("invitations/<public_id:public_id>/report/", views.report, name="report"),
    path("invitations/<public_id:public_id>/message/", views.message, name="message"),
    path("invitations/<public_id:public_id>/follow-up/", views.follow_up, name="follow_up"),
    path("invitations/<public_id:public_id>/withdraw/", views.withdraw, name="withdraw"),
    path(
        "invitations/<public_id:public_id>/another-address/",
        views.use_another_address,
        name="use_another_address",
    ),
    path("invitations/<public_id:public_id>/noted/", views.acknowledge, name="acknowledge"),
    path("i/<str:token>/", views.accept_from_email, name="accept_from_email"),
    path("i/<str:token>/report/", views.report_from_email, name="report_from_email"),
    path("join/<str:token>/", views.join, name="join"),
    path("join/<str:token>/again/", views.join_again, name="join_again"),
    path("joined/<public_id:public_id>/", views.joined, name="joined"),
    path("not-me/<str:token>/", views.not_me, name="not_me"),
    path("card/<str:token>/", views.card, name="card"),
    path("card/<str:token>/photo.webp", views.card_photo, name="card_photo"),
]

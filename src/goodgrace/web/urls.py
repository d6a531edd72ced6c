"""The addresses of the pages."""

from django.urls import URLPattern, path

from goodgrace.web import casebook, cases, customers, honour, ledger, own, pools, rulebook, search, today

urlpatterns: list[URLPattern] = [
    path("", today.today, name="today"),
    path("language/", own.language, name="set_language"),
    path("overrules/<int:pk>/seen", today.overrule_seen, name="overrule_seen"),
    path("search/", search.search, name="search"),
    path("cases/", casebook.cases, name="my_cases"),
    path("cases/new", cases.new, name="case_new"),
    path("cases/<int:pk>/", cases.desk, name="case"),
    path("cases/<int:pk>/story", cases.story, name="case_story"),
    path("cases/<int:pk>/facts", cases.facts, name="case_facts"),
    path("cases/<int:pk>/decide", cases.decide, name="case_decide"),
    path("cases/<int:pk>/help", cases.escalate, name="case_escalate"),
    path("cases/<int:pk>/close", cases.close, name="case_close"),
    path("calls/<int:pk>/accept", cases.accept, name="call_accept"),
    path("decisions/<uuid:pk>/told", cases.tell, name="decision_tell"),
    path("decisions/<uuid:pk>/undo", cases.undo, name="decision_undo"),
    path("decisions/<uuid:pk>/overrule", cases.overrule, name="decision_overrule"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<int:pk>/", customers.customer, name="customer"),
    path("customers/<int:pk>/needs", customers.needs, name="customer_needs"),
    path("customers/<int:pk>/needs/new", customers.note_need, name="need_new"),
    path("customers/<int:pk>/needs/<uuid:need>/review", customers.review_need, name="need_review"),
    path("customers/<int:pk>/needs/<uuid:need>/end", customers.end_need, name="need_end"),
    path("customers/<int:pk>/forget", customers.forget, name="customer_forget"),
    path("rulebook/", rulebook.rulebook, name="rulebook"),
    path("rulebook/new", rulebook.new_draft, name="draft"),
    path("rulebook/pools", pools.pools, name="pools"),
    path("rulebook/<str:digest>/", rulebook.version, name="version"),
    path("rulebook/<str:digest>/publish", rulebook.publish_version, name="publish"),
    path("honour/", honour.honour, name="honour"),
    path("ledger/", ledger.ledger, name="ledger"),
]

"""Pages under /ucet/: those of allauth that staff need, by its names. There is no signing up.

A password alone opens none but the first ones; the first second factor is set up by an invitation.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from . import invitation_pages, session_pages, views

urlpatterns = [
    path("", mfa.index, name="mfa_index"),
    path("prihlaseni/", account.login, name="account_login"),
    path("prihlaseni/kod/", mfa.authenticate, name="mfa_authenticate"),
    path("prihlaseni/klic/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("odhlaseni/", account.logout, name="account_logout"),
    path("zarizeni/", session_pages.list_sessions, name="account_sessions"),
    path("zarizeni/ukoncit/", session_pages.end_other_session, name="account_end_session"),
    path("odhlasit-vsude/", session_pages.sign_out_everywhere, name="account_sign_out_everywhere"),
    path("neaktivni/", account.account_inactive, name="account_inactive"),
    path("heslo/", account.password_change, name="account_change_password"),
    path("heslo/zadne/", views.FirstPasswordView.as_view(), name="account_set_password"),
    path("overeni/", account.reauthenticate, name="account_reauthenticate"),
    path("overeni/kod/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("overeni/klic/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("zabezpeceni/", views.protect, name="account_protect"),
    path("pozvanka/<str:token>/", invitation_pages.PasskeyPage.as_view(), name="account_invitation"),
    path("pozvanka/<str:token>/aplikace/", invitation_pages.AppPage.as_view(), name="account_invitation_app"),
    path("aplikace/", views.SetUpAppView.as_view(), name="mfa_activate_totp"),
    path("aplikace/zrusit/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("klice/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("klice/pridat/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("klice/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("klice/<int:pk>/zrusit/", views.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("zalozni-kody/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("zalozni-kody/nove/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("zalozni-kody/stahnout/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

"""What a rule of the domain refuses, as sentences: what stands against it, and what to do now (German; see en/)."""

from web.language import N_
from web.refusals_of_access import OF_ACCESS
from web.refusals_of_funding import OF_FUNDING
from web.refusals_of_links import OF_LINKS
from web.refusals_of_reports import OF_REPORTS
from web.refusals_of_tokens import OF_TOKENS

OF_STEPS: dict[str, str] = {
    "CannotTakeStep.phase": N_(
        "„%(step)s“ geht gerade nicht: Die Vermittlung steht auf „%(phase)s“. "
        "Welche Schritte möglich sind, steht auf der Seite der Vermittlung."
    ),
    "CannotContinue.not_stopped": N_("Es wurde keine Schweigepflichtentbindung widerrufen. Sie können weiterarbeiten."),
    "CannotPause.open_appointment": N_("Ein Termin ist noch offen. Tragen Sie zuerst ein, was aus ihm geworden ist."),
    "CannotSetDay.not_ahead": N_("Der Tag muss nach dem %(day)s liegen. Geben Sie einen späteren Tag an."),
    "CannotClose.open_appointment": N_(
        "Der Termin am %(starts_at)s ist noch offen. "
        "Tragen Sie zuerst ein, was aus ihm geworden ist, oder sagen Sie ihn ab."
    ),
    "CannotClose.other_needs_words": N_(
        "Schreiben Sie dazu, wie es ausgegangen ist: „anderes Ergebnis“ sagt allein nichts."
    ),
    "CannotClose.use_refer_on": N_(
        "Nehmen Sie dafür „Weitervermitteln“: Dann entsteht gleich die nächste Vermittlung."
    ),
    "CannotReopen.release_over": N_(
        "Die Schweigepflichtentbindung gilt nicht mehr. Lassen Sie sich zuerst eine neue geben, "
        "oder eröffnen Sie eine neue Vermittlung."
    ),
    "CannotReopen.referred_on": N_("Das Anliegen läuft in der nächsten Vermittlung weiter. Arbeiten Sie dort."),
    "CannotHandOver.theirs_already": N_("Diese Vermittlung liegt schon bei dieser Person. Wählen Sie jemand anderen."),
    "CannotHandOver.receiver_carries_no_cases": N_(
        "Diese Person kann keine Fälle übernehmen. Wählen Sie eine Fallmanager:in mit offenem Zugang."
    ),
    "CannotRecordAppointment.unknown": N_(
        "Diesen Termin gibt es in der Vermittlung nicht mehr. Sehen Sie im Verlauf nach, was geschehen ist."
    ),
    "CannotRecordAppointment.settled": N_(
        "Zu diesem Termin steht schon etwas fest: %(state)s. "
        "Wenn das nicht stimmt, berichtigen Sie den Schritt im Verlauf."
    ),
    "CannotRecordAppointment.not_agreed": N_(
        "Der Termin ist erst vorgeschlagen. Tragen Sie zuerst ein, dass er vereinbart ist."
    ),
    "CannotRecordAppointment.lies_ahead": N_(
        "Der Termin ist erst am %(starts_at)s. Tragen Sie danach ein, was aus ihm geworden ist."
    ),
    "CannotRecordAppointment.before_it_was_made": N_(
        "Der Termin kann nicht vor dem Tag liegen, an dem er vereinbart wurde (%(day)s). Prüfen Sie beide Tage."
    ),
    "CannotRecordAppointment.length": N_(
        "Ein Termin dauert hier zwischen %(least)s und %(most)s Minuten. "
        "Lassen Sie die Dauer leer, wenn niemand sie weiß."
    ),
    "CannotCorrect.no_such_step": N_("Diesen Schritt gibt es nicht mehr; er wurde schon zurückgenommen."),
    "CannotCorrect.fixed_field": N_("Diese Angabe lässt sich nicht berichtigen. Nehmen Sie den ganzen Schritt zurück."),
    "CannotCorrect.bad_value": N_("Dieser Wert passt nicht zu der Angabe. Wählen Sie einen anderen."),
    "CannotCorrect.same_value": N_("Das steht dort schon. Ändern Sie den Wert, oder gehen Sie zurück."),
    "CannotCorrect.later_step_depends": N_(
        "Ein späterer Schritt hängt davon ab: „%(step)s“. Berichtigen Sie zuerst ihn, oder nehmen Sie ihn zurück."
    ),
    "CannotCorrect.void_instead": N_(
        "Mit diesem Schritt beginnt die Vermittlung. Erklären Sie sie stattdessen zur Fehleingabe."
    ),
    "CannotCorrect.confided_to_others": N_(
        "Diese Notiz wurde jemand anderem anvertraut. Nur wer sie geschrieben hat, kann sie berichtigen oder "
        "zurücknehmen."
    ),
    "CannotCorrect.has_consequences": N_("Auf diesem Schritt baut anderes auf. Er lässt sich nicht zurücknehmen."),
    "CannotVoid.already_void": N_(
        "Die Vermittlung ist schon als Fehleingabe gekennzeichnet. Es ist nichts mehr zu tun."
    ),
    "CannotVoid.second_person": N_(
        "Eine zweite Person muss zustimmen. Bitten Sie die Koordination oder jemanden im Team."
    ),
}
OF_PERSONS: dict[str, str] = {
    "ProcessingRestricted.restricted": N_(
        "Die Verarbeitung ist seit dem %(day)s eingeschränkt: Die Daten werden nur noch aufbewahrt. "
        "Heben Sie zuerst die Einschränkung auf (Seite der Person, „Rechte der Person“)."
    ),
    "CannotSuspend.suspended_already": N_("Die Löschfristen sind schon ausgesetzt. Es ist nichts mehr zu tun."),
    "CannotSuspend.not_suspended": N_("Die Löschfristen laufen. Es gibt nichts wieder aufzunehmen."),
    "CannotRestrict.restricted_already": N_("Die Verarbeitung ist schon eingeschränkt. Es ist nichts mehr zu tun."),
    "CannotRestrict.not_restricted": N_("Die Verarbeitung ist nicht eingeschränkt. Es gibt nichts aufzuheben."),
    "CannotDispute.disputed_already": N_(
        "Diese Angabe ist schon als bestritten gekennzeichnet. Klären Sie zuerst diesen Eintrag."
    ),
    "CannotDispute.not_disputed": N_("Diese Angabe ist nicht bestritten. Es gibt nichts zu klären."),
    "CannotHold.held_already": N_("Diese Löschsperre steht schon so da. Wählen Sie einen anderen Tag oder Grund."),
    "CannotHold.not_held": N_("Diese Löschsperre gibt es nicht mehr. Es gibt nichts aufzuheben."),
    "CannotHold.day_has_passed": N_("Der Tag liegt in der Vergangenheit. Geben Sie einen späteren Tag an."),
    "PersonErased": N_("Die Daten dieser Person sind gelöscht. Es kann nichts mehr eingetragen werden."),
}
OF_THE_HOUSE: dict[str, str] = {
    "CannotDescribe.no_name": N_("Geben Sie an, wie die Institution heißt."),
    "CannotDescribe.same_value": N_("Das steht im Verzeichnis schon so. Ändern Sie etwas, oder gehen Sie zurück."),
    "CannotDescribe.no_such_offer": N_(
        "Dieses Angebot gibt es bei der Institution nicht mehr. Wählen Sie ein anderes."
    ),
    "CannotGiveRoles.no_role": N_("Wählen Sie mindestens eine Rolle aus."),
    "CannotGiveRoles.own_roles": N_(
        "Ihre eigenen Rollen ändert jemand anderes aus der Verwaltung. Bitten Sie eine Kolleg:in darum."
    ),
    "CannotGiveRoles.conflicting_roles": N_(
        "Diese Rollen darf niemand zugleich haben: %(roles)s. Wer prüft oder verwaltet, führt keine Fälle."
    ),
    "CannotGiveRoles.same_value": N_("Diese Rollen gelten schon. Ändern Sie etwas, oder gehen Sie zurück."),
    "CannotGiveRoles.proposal_waits": N_(
        "Für diese Person wartet schon ein Vorschlag auf eine zweite Person. Über ihn muss zuerst entschieden werden."
    ),
    "CannotGiveRoles.nothing_waits": N_(
        "Hier wartet kein Vorschlag mehr; es wurde schon entschieden. Sehen Sie nach, welche Rollen jetzt gelten."
    ),
    "CannotGiveRoles.second_person": N_(
        "Sie haben diese Rollen selbst vorgeschlagen. "
        "Die Koordination oder jemand anderes aus der Verwaltung entscheidet."
    ),
    "CannotGiveRoles.may_not_decide": N_(
        "Über diese Rollen entscheidet die Koordination oder jemand aus der Verwaltung. Bitten Sie dort darum."
    ),
    "CannotChangeStaff.same_value": N_("Das gilt schon. Ändern Sie etwas, oder gehen Sie zurück."),
    "CannotChangeStaff.not_own_contact": N_(
        "Wie jemand erreichbar ist, trägt jede Person selbst ein: auf der Seite „Konto“."
    ),
    "CannotChangeStaff.cases_remain": N_(
        "Bei dieser Person liegen noch Fälle: %(count)s. Übergeben Sie sie zuerst auf der Seite „Team“."
    ),
    "CannotHandOverCheckpoint.nothing_signed": N_(
        "Es wurde noch kein Prüfpunkt unterschrieben. Bitten Sie die Verwaltung darum (Befehl „audit checkpoint“)."
    ),
    "CannotProcess": N_(
        "Dafür ist im Verarbeitungsverzeichnis kein Zweck eingetragen; es wurde nichts gespeichert. "
        "Sagen Sie der Verwaltung Bescheid."
    ),
    "CannotSubstitute.same_person": N_("Niemand vertritt sich selbst. Wählen Sie jemand anderen."),
    "CannotSubstitute.wrong_days": N_("Der letzte Tag liegt vor dem ersten. Prüfen Sie beide Tage."),
    "CannotSubstitute.substitute_carries_no_cases": N_(
        "Diese Person kann nicht vertreten. Wählen Sie eine Fallmanager:in mit offenem Zugang."
    ),
    "CannotSubstitute.over": N_("Diese Vertretung ist schon zu Ende."),
}
OF_AUDITS: dict[str, str] = {
    "CannotEndAudit.not_yours": N_("Diese Prüfung hat jemand anderes begonnen. Nur diese Person kann sie beenden."),
    "CannotEndAudit.ended": N_("Diese Prüfung ist schon beendet."),
}
OF_ERASURES: dict[str, str] = {
    "CannotErase.under_way": N_("Für diese Person läuft schon ein Antrag auf Löschung."),
    "CannotErase.held_until": N_(
        "Die Akte darf bis zum %(day)s nicht gelöscht werden: %(ground)s. Stellen Sie den Antrag danach."
    ),
    "CannotErase.held": N_(
        "Die Akte darf zurzeit nicht gelöscht werden: %(ground)s. Erst muss die Löschsperre aufgehoben werden."
    ),
    "CannotErase.open_referrals": N_(
        "Diese Person hat noch laufende Vermittlungen: %(count)s. Schließen Sie diese zuerst ab."
    ),
    "CannotErase.own_request": N_(
        "Sie haben die Löschung selbst beantragt. Jemand anderes aus der Koordination muss entscheiden."
    ),
    "CannotErase.not_coordination": N_("Über eine Löschung entscheidet die Koordination."),
    "CannotErase.not_due": N_("Die Wartezeit läuft noch bis zum %(day)s. Vorher wird nichts gelöscht."),
    "CannotErase.stage": N_("Das geht nicht mehr: Die Löschung steht auf „%(stage)s“."),
}
SENTENCES: dict[str, str] = {
    **OF_STEPS,
    **OF_PERSONS,
    **OF_THE_HOUSE,
    **OF_ACCESS,
    **OF_FUNDING,
    **OF_LINKS,
    **OF_AUDITS,
    **OF_ERASURES,
    **OF_REPORTS,
    **OF_TOKENS,
}

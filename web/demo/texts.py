"""Texts (Texte) of the demo: what fictional persons say and fictional case managers write down."""

from referrals.need import NeedKind

WISHES: dict[NeedKind, tuple[str, ...]] = {
    NeedKind.EMPLOYMENT: (
        "Ich möchte wieder arbeiten, am liebsten in der Küche.",
        "Ich habe früher genäht und suche eine Stelle in Teilzeit.",
        "Was brauche ich, damit mein Abschluss hier gilt?",
    ),
    NeedKind.AUTHORITIES: (
        "Ich verstehe diesen Brief vom Amt nicht.",
        "Mein Aufenthalt läuft bald ab, und ich bekomme keinen Termin.",
        "Kann jemand mit mir den Antrag ausfüllen?",
    ),
    NeedKind.FAMILY: (
        "Zu Hause ist es gerade sehr anstrengend mit den Kindern.",
        "Ich brauche jemanden, der mir bei der Erziehung zuhört.",
    ),
    NeedKind.LANGUAGE: (
        "Ich will Deutsch lernen, aber vormittags sind die Kinder bei mir.",
        "Ich habe einen Berechtigungsschein und finde keinen Kurs.",
        "Ich möchte besser sprechen, für den Elternabend.",
    ),
    NeedKind.CHILDCARE_SCHOOL: (
        "Mein Sohn wird drei und hat noch keinen Kita-Platz.",
        "Meine Tochter kommt in die Schule, wo melde ich sie an?",
    ),
    NeedKind.HEALTH: (
        "Ich finde keinen Hausarzt, der noch jemanden nimmt.",
        "Ich schlafe seit Monaten schlecht.",
        "Ich bin nicht krankenversichert, glaube ich.",
    ),
    NeedKind.HOUSING: (
        "Wir sind zu sechst in zwei Zimmern.",
        "Die Heizung geht seit Wochen nicht, und niemand kommt.",
    ),
    NeedKind.DEBT: (
        "Es kommen immer mehr Mahnungen, ich mache die Briefe nicht mehr auf.",
        "Der Strom soll abgestellt werden.",
    ),
    NeedKind.OTHER: (
        "Ich möchte Leute kennenlernen, ich bin viel allein.",
        "Kann mir jemand mit dem Handy helfen?",
    ),
}

NOTES = (
    "Kommt zum Frauencafé, dort gut zu erreichen.",
    "Am besten nachmittags anrufen.",
    "Bringt die Unterlagen beim nächsten Mal mit.",
    "Möchte zum Termin begleitet werden.",
    "Telefonisch erinnert, kommt sicher.",
)
CONFIDED = (
    "Hat von Streit in der Familie erzählt und möchte, dass das unter uns bleibt.",
    "Macht sich Sorgen um den Bruder; möchte nicht, dass es weitergegeben wird.",
)
YES = ("Platz ist da, Unterlagen genügen.", "Sie melden sich mit einem Termin.", "Nehmen sie gern auf.")
LATER = ("Warteliste, etwa drei Monate.", "Erst wieder nach den Ferien.", "Platz 7 auf der Liste.")
NO = ("Im Moment kein Platz frei.", "Nicht zuständig, andere Stelle genannt.", "Unterlagen unvollständig.")
MISSED = ("Kind war krank.", "Hatte den Tag verwechselt.", "Die Beraterin war erkrankt.")
KEPT = ("Gutes Gespräch, geht weiter.", "Antrag zusammen ausgefüllt.", "Hat einen Folgetermin bekommen.")
PLACES = ("Zimmer 214, zweiter Stock", "Eingang über den Hof", "Anmeldung im Erdgeschoss", "Büro im ersten Stock")
ENDED = ("Alles geregelt, bedankt sich.", "Meldet sich wieder, wenn etwas ist.", "Übergabe ist erfolgt.")
ANNOUNCED = (
    "Jemand braucht Hilfe mit einem Brief vom Amt.",
    "Eine Mutter fragt nach einem Deutschkurs mit Kinderbetreuung.",
    "Ein Vater sucht Arbeit, kommt freitags in die Kita.",
    "Eine Familie wohnt sehr beengt.",
    "Frage zur Einschulung.",
    "Rechnung, die niemand versteht.",
    "Sucht eine Hausärztin.",
)

"""What stands against making a report, or against making it once more, as sentences."""

from web.language import N_

OF_REPORTS: dict[str, str] = {
    "CannotMakeReport.nothing_recorded": N_(
        "Bis zum Ende dieses Tages ist nichts eingetragen: Es gibt nichts zu zählen."
    ),
    "CannotMakeReport.day_not_over": N_(
        "Der %(day)s ist noch nicht vorbei. Ein Bericht zählt bis zum Ende eines Tages; erstellen Sie ihn morgen."
    ),
    "CannotMakeReport.not_begun": N_("Der Zeitraum %(period)s hat noch nicht begonnen. Wählen Sie einen früheren."),
    "CannotRepeatReport.definition_changed": N_(
        "Dieser Bericht zählte „%(figure)s“ nach Fassung %(then)s der Definition, Lotse zählt jetzt nach Fassung "
        "%(now)s. Nur eine Lotse-Version mit der alten Fassung kann ihn erneut erstellen; die abgelegte Datei gilt "
        "weiter."
    ),
    "CannotRepeatReport.layout_changed": N_(
        "Dieser Bericht hat die Form %(then)s, Lotse schreibt jetzt die Form %(now)s. Nur eine Lotse-Version mit der "
        "alten Form kann ihn erneut erstellen; die abgelegte Datei gilt weiter."
    ),
    "CannotRepeatReport.log_ends_before": N_(
        "Dieser Bericht zählte bis Ereignis %(position)s, das Protokoll endet bei %(head)s. Lassen Sie es prüfen."
    ),
    "CannotRepeatReport.came_out_differently": N_(
        "Der Bericht käme anders heraus als damals: Das Protokoll bis Ereignis %(position)s ist nicht mehr dasselbe, "
        "oder es wird anders gezählt. Lassen Sie das Protokoll prüfen."
    ),
}

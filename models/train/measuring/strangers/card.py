"""The strangers' measure as a table for cards: a column for each model, a row for each part."""

from typing import Any, Callable, Dict, List, Tuple

from train.data.motions import FALLS
from train.data.real import FALLS_SEEN, WEB, YOGA

# What models up to 0.2.0 were trained on; their figures there are no measure: in brackets.
KNOWN_TO_ALL = {"utkinect", "jhmdb", WEB, "utd_mhad", "msr_action3d"}
LEFT_OUT = "left out"
# The first rows are means over sets that most models know; the first of others follows.
OF_SETS = 3
Row = Tuple[str, Callable[[Dict[str, Any]], object]]
# What a card of scenes calls the parts; others are named after their recording.
OF_SCENES = {
    "fight_auc": "real fights against calm scenes, AUC",
    "found_at_2_percent": "fights found at 2 % of calm clips",
    "found": "fights found at the threshold that ships",
    "false": "calm clips called a fight or with somebody down",
    "found_by_others": "fights found where the other folds' calm clips set the threshold",
    "false_by_others": "calm clips that fire there",
}


def strangers_table(results: Dict[str, Dict[str, Any]]) -> str:
    """Returns Markdown; models whose name does not end in `left out` were trained on some sets."""
    if any("fight_auc" in result and "sets" not in result for result in results.values()):
        return _scenes_table(results)
    lines = [
        "| on people it never saw | " + " | ".join(results) + " |",
        "|---" * (len(results) + 1) + "|",
    ]
    for number, (title, value) in enumerate(_rows(results)):
        cells = [
            _cell(_get(value, result), number < OF_SETS and not name.endswith(LEFT_OUT))
            for name, result in results.items()
        ]
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    for source in _sources(results, "sets"):
        lines.append(_set_line(source, "mean class", "sets", "mean_class", results))
    for source in _sources(results, "others"):
        lines.append(_set_line(source, "rejected", "others", "rejected", results))
    return "\n".join(lines)


def _scenes_table(results: Dict[str, Dict[str, Any]]) -> str:
    lines = ["| on real scenes | " + " | ".join(results) + " |", "|---" * (len(results) + 1) + "|"]
    for part in dict.fromkeys(part for result in results.values() for part in result):
        said = [str(result.get(part, "")) for result in results.values()]
        cells = [cell.replace(" windows with an alarm", "") for cell in said]
        title = OF_SCENES.get(part, f"{part}: windows with an alarm")
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: object, known: bool) -> str:
    return f"({value})" if known and value != "" else str(value)


def _rows(results: Dict[str, Dict[str, Any]]) -> List[Row]:
    rows: List[Row] = [
        ("**number: the mean of the next three**", lambda r: r["number"]),
        ("mean class, over sets", lambda r: r["mean_class"]),
        ("motions without a target rejected, over sets", lambda r: r["rejected"]),
        ("mean class, over sets that none ever knew", _of_unknown("sets", "mean_class")),
        ("rejected, over these, tennis and yoga", _of_unknown("others", "rejected")),
        ("real fights against calm scenes, AUC", lambda r: r["fight_auc"]),
        ("fights found at 2 % of calm clips", lambda r: r["fights"]["found_at_2_percent"]),
        ("two people, real video: top-1", lambda r: r["pairs"]["top1"]),
        ("the same, among the five", lambda r: r["pairs"]["top1_of_five"]),
        ("attacks against the rest, AUC", lambda r: r["pairs"]["attack_auc"]),
        ("pointing rejected", lambda r: r["pairs"]["pointing_rejected"]),
        ("nothing in particular rejected", lambda r: r["pairs"]["none_rejected"]),
        ("URFD falls found, false", lambda r: r["falls"][FALLS_SEEN]),
        ("UP-Fall, validation day", lambda r: r["falls"][FALLS]),
        ("yoga called a fall", lambda r: r["falls"][YOGA]),
    ]
    for source in _sources(results, "recordings"):
        rows.append((f"alarms an hour, {source}", _alarms(source)))
    return rows


def _of_unknown(part: str, figure: str) -> Callable[[Dict[str, Any]], object]:
    """The mean over sets that no model and nothing that one started from was trained on."""

    def mean(result: Dict[str, Any]) -> float:
        rows = [row for source, row in result[part].items() if source not in KNOWN_TO_ALL]
        return round(sum(row[figure] for row in rows) / len(rows), 3)

    return mean


def _alarms(source: str) -> Callable[[Dict[str, Any]], object]:
    return lambda result: result["recordings"][source]["alarms_an_hour"]


def _get(value: Callable[[Dict[str, Any]], object], result: Dict[str, Any]) -> object:
    try:
        return value(result)
    except KeyError:
        return ""


def _sources(results: Dict[str, Dict[str, Any]], part: str) -> List[str]:
    return list(dict.fromkeys(source for result in results.values() for source in result[part]))


def _set_line(
    source: str, what: str, part: str, figure: str, results: Dict[str, Dict[str, Any]]
) -> str:
    cells = []
    for name, result in results.items():
        value = result[part].get(source, {}).get(figure, "")
        cells.append(_cell(value, source in KNOWN_TO_ALL and not name.endswith(LEFT_OUT)))
    return f"| {source}: {what} | " + " | ".join(cells) + " |"

"""Composes scenes of a known group activity from real motions of single people and of pairs.

No labelled recordings of groups can be had, so people are placed in a world with a camera: where
they stand, where they go and who does what is the label.
"""

from dataclasses import dataclass
from typing import Callable, Dict, Iterable, List, Optional, Sequence, Tuple

import numpy as np
from numpy.random import Generator

from export.errors import ExportError
from train.composing import augment, crowd
from train.composing.augment import Scene
from train.composing.crowd import Figure, Heading, Performer, Point, hopping, on_path, pair_of
from train.composing.crowd import place, scatter
from train.composing.scenes import PAIRS, whole_bodies
from train.composing.synthetic import tip_over
from train.data.clips import Clip, test_clip
from train.data.motions import FALLS, INDEX, LABELS, Motion

ACTIVITIES = (
    "calm",
    "running",
    "gathering",
    "dispersing",
    "fight",
    "person_down",
    "cheering",
    "queue",
    "other",
)
ACTIVITY_INDEX = {name: index for index, name in enumerate(ACTIVITIES)}
ACTIVITY_ALARMS = np.array([ACTIVITY_INDEX["fight"], ACTIVITY_INDEX["person_down"]])
# What is right where people play a game or dance.
HARMLESS = np.array([ACTIVITY_INDEX[name] for name in ("calm", "running", "other")])
# Crowds are wide: their clips are at most twice as wide as high, then stretched to a square.
FLATTEST = 0.5
SEED = 17
COUNTS = (3, 5, 8, 12, 16, 20)
SECONDS = 2.0
MOST_PEOPLE = 25
# An activity takes so many people at least: somebody who stands alone is no queue.
LEAST_PEOPLE = {"calm": 1, "person_down": 1, "other": 1, "cheering": 3, "queue": 3}
LEAST_GROUP = 2
WALKING, RUNNING = 1.2, 2.8
# The first so many figures of a scene are who its label is about; the camera has to see this share
# of their joints, and is moved so often.
ACTORS = {"fight": 2, "person_down": 1}
SEEN_SHARE, MOST_VIEWS = 0.6, 8
ATTACKS = ("kicking", "punching", "pushing")
BUSY = ("throw", "catch", "swing", "squat", "pick_up", "bowl", "push", "sit_down", "stand_up")
CHEERS = ("wave", "clap")
DANCED = ("swing", "throw", "catch", "squat", "walk", "other")


@dataclass(frozen=True)
class ComposedScene:
    """A test clip of a scene whose activity is known."""

    clip: Clip
    label: int
    people: int


def composed_scenes(
    composer: "ActivityComposer", number: int, counts: Sequence[int] = COUNTS, seed: int = SEED
) -> List[ComposedScene]:
    """Returns `number` scenes of each activity and each count of people, always the same ones."""
    scenes = []
    for people in counts:
        for label in possible(people):
            for turn in range(number):
                rng = np.random.default_rng([seed, people, label, turn])
                scene = composer.scene(ACTIVITIES[label], people, rng)
                pixels, scores = crowd.observe(*scene, rng)
                clip = crowd_clip(pixels, scores, composer.frames, composer.size)
                scenes.append(ComposedScene(clip, label, people))
    return scenes


def possible(people: int) -> List[int]:
    """Returns what so many people can do, as indices of `ACTIVITIES`."""
    least = [LEAST_PEOPLE.get(activity, LEAST_GROUP) for activity in ACTIVITIES]
    return [label for label, needed in enumerate(least) if people >= needed]


def crowd_clip(pixels: np.ndarray, scores: np.ndarray, frames: int, size: int) -> Clip:
    """Returns people in pixels of `crowd.IMAGE` as the test pipeline sees them."""
    pixels = np.where(scores[..., None] > 0, pixels, 0).astype(np.float32)
    return test_clip(
        pixels, scores.astype(np.float32), crowd.IMAGE, frames, size, flattest=FLATTEST
    )


# Places people of a number, within a radius, at times, by chance.
Compose = Callable[[int, float, np.ndarray, Generator], List[Figure]]


class ActivityComposer:
    """Draws scenes of 1 to 25 people from one side of the data."""

    def __init__(self, motions: Sequence[Motion], frames: int, size: int):
        self.frames = frames
        self.size = size
        single = [m for m in motions if m.source not in (PAIRS, FALLS)]
        pairs = [m for m in motions if m.source == PAIRS]
        self.performers = _performers(single)
        self.attacks = [pair_of(m) for m in pairs if m.native in ATTACKS]
        self.meetings = [pair_of(m) for m in pairs if m.native not in ATTACKS]
        self.composers: Dict[str, Compose] = {
            "calm": self._calm,
            "running": self._running,
            "gathering": self._gathering,
            "dispersing": self._dispersing,
            "fight": self._fight,
            "person_down": self._person_down,
            "cheering": self._cheering,
            "queue": self._queue,
            "other": self._other,
        }

    def sample(self, rng: Generator, progress: float = 0.0) -> Tuple[Clip, int]:
        """Returns a clip on the heatmap grid and its label."""
        # Small groups are as frequent as large ones by their logarithm: one more of two is a lot.
        people = int(np.exp(rng.uniform(0, np.log(MOST_PEOPLE + 1))))
        label = int(rng.choice(possible(people)))
        pixels, scores = self.scene(ACTIVITIES[label], people, rng)
        pixels, scores = crowd.observe(pixels, scores, rng)
        if rng.random() < 0.5:
            pixels, scores = crowd.mirrored(pixels, scores)
        return augment.frame_people(pixels, scores, self.size, rng, FLATTEST), label

    def scene(self, activity: str, people: int, rng: Generator) -> Scene:
        """Returns a scene of so many people in pixels, as a perfect estimator sees it.

        The camera is moved while it does not see who fights or fell: that would be another label.
        """
        radius = rng.uniform(0.6, 1.5) * np.sqrt(people) + rng.uniform(0.3, 2.0)
        times = np.linspace(0, SECONDS, self.frames)
        figures = self.composers[activity](people, radius, times, rng)
        for _ in range(MOST_VIEWS):
            pixels, scores = crowd.photograph(figures, crowd.random_view(radius, rng), rng)
            if (scores[: ACTORS.get(activity, 0)] > 0).mean((1, 2)).min(initial=1) >= SEEN_SHARE:
                break
        order = rng.permutation(len(figures))
        return pixels[order], scores[order]

    # People

    def _one(self, name: str, rng: Generator) -> Performer:
        choice = self.performers[name]
        return choice[int(rng.integers(len(choice)))]

    def _standing(
        self, where: Point, rng: Generator, heading: Optional[Heading] = None
    ) -> Figure:
        """Somebody who stands there, or does a little with the hands."""
        heading = rng.uniform(-np.pi, np.pi) if heading is None else heading
        performer = self._one("other" if rng.random() < 0.7 else "walk", rng)
        still = rng.random() < 0.75 or performer.motion.label == INDEX["walk"]
        speed = rng.uniform(0, 0.05) if still else rng.uniform(0.5, 1.0)
        start = 0.0 if rng.random() < 0.5 else rng.uniform(0, performer.seconds)
        times = start + np.linspace(0, SECONDS, self.frames) * speed
        return place(performer.at(times), where, heading)

    def _doing(
        self,
        name: str,
        where: Point,
        times: np.ndarray,
        rng: Generator,
        heading: Optional[Heading] = None,
    ) -> Figure:
        heading = rng.uniform(-np.pi, np.pi) if heading is None else heading
        performer = self._one(name, rng)
        start = rng.uniform(-0.5, max(0.1, performer.seconds - SECONDS))
        figure = performer.at(start + times * rng.uniform(0.8, 1.3), loop=name in CHEERS)
        return place(figure, where, heading)

    def _moving(self, path: np.ndarray, rng: Generator, running: bool = False) -> Figure:
        pace = (RUNNING if running else WALKING) * rng.uniform(0.85, 1.2)
        return on_path(self._one("run" if running else "walk", rng), path, pace, rng.uniform(0, 3))

    def _straight(
        self, start: Point, heading: Heading, speed: float, times: np.ndarray
    ) -> np.ndarray:
        return start + times[:, None] * speed * crowd.direction_of(heading)

    def _passing(self, where: Point, times: np.ndarray, rng: Generator) -> Figure:
        """Somebody who walks through."""
        path = self._straight(
            where, rng.uniform(-np.pi, np.pi), rng.uniform(0.6, 1.6), times - SECONDS / 2
        )
        return self._moving(path, rng)

    def _bystanders(
        self,
        places: Iterable[Point],
        times: np.ndarray,
        rng: Generator,
        walking: float = 0.3,
    ) -> List[Figure]:
        return [
            self._passing(where, times, rng)
            if rng.random() < walking
            else self._standing(where, rng)
            for where in places
        ]

    # Activities

    def _calm(
        self, people: int, radius: float, times: np.ndarray, rng: Generator
    ) -> List[Figure]:
        return self._bystanders(scatter(people, radius, 0.6, rng), times, rng, rng.random())

    def _running(
        self, people: int, radius: float, times: np.ndarray, rng: Generator
    ) -> List[Figure]:
        """Most people run: together, or away from one place."""
        places = scatter(people, radius, 0.6, rng)
        runners = max(2, round(people * rng.uniform(0.6, 1)))
        together = rng.random() < 0.5
        figures: List[Figure] = []
        heading: Heading = rng.uniform(-np.pi, np.pi)
        for where in places[:runners]:
            own = heading if together else crowd.heading_of(where)
            path = self._straight(
                where, own + rng.normal(0, 0.2), rng.uniform(2.2, 4.5), times - SECONDS / 2
            )
            figures.append(self._moving(path, rng, running=True))
        return figures + self._bystanders(places[runners:], times, rng)

    def _to_and_from(
        self, people: int, times: np.ndarray, rng: Generator
    ) -> Tuple[List[np.ndarray], List[Figure]]:
        """Paths from all around to one place, and who takes no part."""
        movers = max(2, round(people * rng.uniform(0.6, 1)))
        near = 0.35 * np.sqrt(movers) + rng.uniform(0.2, 0.6)
        paths = []
        for end in scatter(movers, near, 0.5, rng):
            speed, late = rng.uniform(0.8, 1.7), rng.uniform(-0.4, 0.5)
            way = speed * (SECONDS - late) * rng.uniform(0.85, 1.3)
            # Whoever stands on the left has come from there.
            angle = np.arctan2(end[1], end[0]) + rng.normal(0, 0.35)
            outwards = np.array([np.cos(angle), np.sin(angle)])
            left = np.clip(way - speed * np.clip(times - late, 0, None), 0, None)
            paths.append(end + left[:, None] * outwards)
        rest = scatter(people - movers, near + 3, 1.0, rng)
        return paths, self._bystanders(rest, times, rng, 0.1)

    def _gathering(
        self, people: int, radius: float, times: np.ndarray, rng: Generator
    ) -> List[Figure]:
        paths, rest = self._to_and_from(people, times, rng)
        return [self._moving(path, rng) for path in paths] + rest

    def _dispersing(
        self, people: int, radius: float, times: np.ndarray, rng: Generator
    ) -> List[Figure]:
        paths, rest = self._to_and_from(people, times, rng)
        return [self._moving(path[::-1], rng) for path in paths] + rest

    def _fight(
        self, people: int, radius: float, times: np.ndarray, rng: Generator
    ) -> List[Figure]:
        """One to three pairs fight; others stand around, watch or walk."""
        pairs = 1 if people < 6 or rng.random() < 0.6 else int(rng.integers(2, 4))
        places = scatter(pairs, radius * 0.6, 1.5, rng)
        figures = [figure for where in places for figure in self._attack(where, times, rng)]
        around = scatter(people - len(figures), radius, 0.6, rng)
        if rng.random() < 0.5:
            headings = crowd.heading_of(places[0] - around)
            return figures + [self._standing(w, rng, h) for w, h in zip(around, headings)]
        return figures + self._bystanders(around, times, rng)

    def _attack(self, where: Point, times: np.ndarray, rng: Generator) -> List[Figure]:
        if self.attacks and rng.random() < 0.65:
            return self._of_two(self.attacks, where, times, rng)
        heading, apart = rng.uniform(-np.pi, np.pi), rng.uniform(0.5, 0.9)
        forwards = crowd.direction_of(heading) * apart / 2
        names = [name for name in ("punch", "kick", "push") if name in self.performers]
        name = names[int(rng.integers(len(names)))]
        attacker = self._doing(name, where - forwards, times, rng, heading)
        if rng.random() < 0.5:
            name = names[int(rng.integers(len(names)))]
            victim = self._doing(name, where + forwards, times, rng, heading + np.pi)
        else:
            victim = self._standing(where + forwards, rng, heading + np.pi)
        return [attacker, victim]

    def _of_two(
        self,
        pairs: Sequence[List[Performer]],
        where: Point,
        times: np.ndarray,
        rng: Generator,
    ) -> List[Figure]:
        both = pairs[int(rng.integers(len(pairs)))]
        start = rng.uniform(-0.3, max(0.0, both[0].seconds - SECONDS) + 0.3)
        heading = rng.uniform(-np.pi, np.pi)
        return [place(performer.at(start + times), where, heading) for performer in both]

    def _person_down(
        self, people: int, radius: float, times: np.ndarray, rng: Generator
    ) -> List[Figure]:
        """Somebody falls or lies; others stand around, come near or bend down."""
        where = scatter(1, radius * 0.6, 0, rng)[0]
        performer = self._one("other" if rng.random() < 0.6 else "walk", rng)
        start = rng.uniform(0, performer.seconds)
        upright = performer.at(start + times * rng.uniform(0, 0.5))
        fallen = tip_over(upright.pose, rng)
        figure = place(Figure(fallen, upright.scores), where, rng.uniform(-np.pi, np.pi))
        if rng.random() < 0.35:
            figure = crowd.as_at_the_end(figure)
        around = scatter(people - 1, radius, 0.7, rng)
        return [figure] + [self._near_the_fallen(where, other, times, rng) for other in around]

    def _near_the_fallen(
        self, where: Point, own: Point, times: np.ndarray, rng: Generator
    ) -> Figure:
        """Somebody at `own` who comes near, bends down, looks on, or takes no notice."""
        chance = rng.random()
        if chance < 0.25:
            far = float(np.linalg.norm(where - own)) + 1e-6
            steps = np.minimum(times * rng.uniform(0.8, 2.0), max(far - 0.7, 0))
            return self._moving(own + steps[:, None] * (where - own) / far, rng)
        if chance < 0.35 and "pick_up" in self.performers:
            near = where + (own - where) / (np.linalg.norm(own - where) + 1e-6) * 0.8
            return self._doing("pick_up", near, times, rng, crowd.heading_of(where - near))
        if chance < 0.6:
            return self._standing(own, rng, crowd.heading_of(where - own))
        return self._bystanders([own], times, rng)[0]

    def _cheering(
        self, people: int, radius: float, times: np.ndarray, rng: Generator
    ) -> List[Figure]:
        """Most people jump, wave or clap."""
        places = scatter(people, radius, 0.6, rng)
        cheering = max(2, round(people * rng.uniform(0.5, 1)))
        common = rng.uniform(-np.pi, np.pi) if rng.random() < 0.6 else None
        figures = []
        for where in places[:cheering]:
            heading = None if common is None else common + rng.normal(0, 0.25)
            name = CHEERS[int(rng.integers(2))]
            figure = self._doing(name, where, times, rng, heading)
            jumps = rng.random() < 0.45
            figures.append(hopping(figure, times, rng) if jumps else figure)
        return figures + self._bystanders(places[cheering:], times, rng, 0.1)

    def _queue(
        self, people: int, radius: float, times: np.ndarray, rng: Generator
    ) -> List[Figure]:
        """A line of people who look the same way, still or moving up; others pass."""
        waiting = people if people < 4 else max(3, round(people * rng.uniform(0.65, 1)))
        line, figures = _line(waiting, rng), []
        center = np.mean([point for point, _ in line], axis=0)
        moves, late = rng.random() < 0.3, rng.uniform(0, 1)
        for point, angle in line:
            if moves:
                way = np.clip(times - late, 0, None) * rng.uniform(0.3, 0.6)
                steps = way[:, None] * crowd.direction_of(angle)
                figures.append(self._moving(point - center + steps, rng))
            else:
                turned = angle + rng.normal(0, 0.25)
                figures.append(self._standing(point - center, rng, turned))
        rest = scatter(people - waiting, radius + 1, 0.8, rng)
        return figures + self._bystanders(rest, times, rng, 0.6)

    def _other(
        self, people: int, radius: float, times: np.ndarray, rng: Generator
    ) -> List[Figure]:
        """People who meet, work or play: nothing of the other activities."""
        places = scatter(people, radius, 0.8, rng)
        chance = rng.random()
        if chance < 0.3:
            return self._game(places, times, rng)
        if chance < 0.5:
            return self._dance(people, times, rng)
        busy = max(1, round(people * rng.uniform(0.3, 1)))
        # Where there are too few to cheer, somebody who waves does just that.
        acts = BUSY if people >= LEAST_PEOPLE["cheering"] else BUSY + CHEERS
        names = [name for name in acts if name in self.performers]
        figures: List[Figure] = []
        while len(figures) < busy:
            where = places[len(figures)]
            if self.meetings and busy - len(figures) >= 2 and rng.random() < 0.3:
                figures += self._of_two(self.meetings, where, times, rng)
            else:
                name = names[int(rng.integers(len(names)))]
                figures.append(self._doing(name, where, times, rng))
        return figures + self._bystanders(places[len(figures) :], times, rng)

    def _game(self, places: np.ndarray, times: np.ndarray, rng: Generator) -> List[Figure]:
        """Players: they run to and fro, turn, throw, catch and hit."""
        names = [name for name in ("throw", "catch", "swing") if name in self.performers]
        figures = []
        for where in places:
            if rng.random() < 0.4:
                name = names[int(rng.integers(len(names)))]
                figures.append(self._doing(name, where, times, rng))
                continue
            speed = rng.uniform(0.4, 2.6)
            heading = rng.uniform(-np.pi, np.pi) + np.cumsum(rng.normal(0, 0.35, len(times)))
            step = speed * SECONDS / len(times)
            path = where + np.cumsum(step * crowd.direction_of(heading), axis=0)
            figures.append(self._moving(path, rng, running=speed > 1.6))
        return figures

    def _dance(self, people: int, times: np.ndarray, rng: Generator) -> List[Figure]:
        """Couples who turn about each other, or rows of people who do the same at once."""
        if rng.random() < 0.5:
            return self._couples(people, times, rng)
        names = [name for name in DANCED if name in self.performers]
        steps = [self._one(names[int(rng.integers(len(names)))], rng) for _ in range(2)]
        pace, late = rng.uniform(0.7, 1.5), rng.uniform(0, 1, 2)
        in_row, apart = int(rng.integers(1, people + 1)), rng.uniform(0.6, 1.4)
        heading, figures = rng.uniform(-np.pi, np.pi), []
        for number in range(people):
            row, column = divmod(number, in_row)
            which = number % 2 if rng.random() < 0.2 else 0
            figure = steps[which].at(late[which] + times * pace, loop=True)
            if rng.random() < 0.3:
                figure = crowd.mirror_image(figure)
            where = apart * np.array([column - in_row / 2, row]) + rng.normal(0, 0.1, 2)
            figures.append(place(figure, where, heading + rng.normal(0, 0.15)))
        return figures

    def _couples(self, people: int, times: np.ndarray, rng: Generator) -> List[Figure]:
        names = [name for name in DANCED if name in self.performers]
        centers = scatter((people + 1) // 2, 0.8 * np.sqrt(people), 1.4, rng)
        figures = []
        for number in range(people):
            if number % 2 == 0:
                turn, speed = rng.uniform(-np.pi, np.pi), rng.normal(0, 1.5)
                apart, sway = rng.uniform(0.35, 0.9), rng.uniform(0, 0.25)
            angle = turn + speed * times + (number % 2) * np.pi
            reach = apart / 2 + sway * np.sin(2 * np.pi * rng.uniform(0.4, 1.2) * times)
            where = centers[number // 2] - reach[:, None] * crowd.direction_of(angle)
            performer = self._one(names[int(rng.integers(len(names)))], rng)
            figure = performer.at(rng.uniform(0, 2) + times * rng.uniform(0.6, 1.3), loop=True)
            figures.append(place(figure, where, angle))
        return figures


def _performers(motions: Sequence[Motion]) -> Dict[str, List[Performer]]:
    """Returns whoever can be placed in a world, by label, or raises if scenes would lack some."""
    performers: Dict[str, List[Performer]] = {}
    for motion in whole_bodies(motions):
        performers.setdefault(LABELS[motion.label], []).append(Performer.of(motion))
    for name in ("walk", "run", "wave", "clap", "other"):
        if name not in performers:
            raise ExportError(f"expected 3-D motions of {name} to compose scenes of, found none")
    return performers


def _line(people: int, rng: Generator) -> List[Tuple[Point, float]]:
    """Returns places and headings of people who stand one behind the other."""
    heading, bend = rng.uniform(-np.pi, np.pi), rng.normal(0, 0.04)
    apart, where = rng.uniform(0.55, 1.1), np.zeros(2)
    line = []
    for number in range(people):
        angle = heading + bend * number
        line.append((where + rng.normal(0, 0.06, 2), angle))
        gap = apart * rng.uniform(0.8, 1.3)
        where = where - gap * crowd.direction_of(angle)
    return line

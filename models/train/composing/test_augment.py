"""That disturbances change what they say and nothing else."""

import unittest
from typing import List, Optional, Sequence

import numpy as np

from train.composing import augment, synthetic
from train.composing.augment import Camera, Scene
from train.data import fixtures
from train.data.clips import Clip

LEFT_WRIST, RIGHT_WRIST, LEFT_ANKLE, RIGHT_ANKLE = 9, 10, 15, 16


def seen_from(camera: Camera, pose: Optional[np.ndarray] = None) -> Scene:
    pose = fixtures.standing(4) if pose is None else pose
    return augment.project(pose[None], camera, pose.reshape(-1, 3).mean(0)), np.ones((1, 4, 17))


class MirrorTest(unittest.TestCase):
    def test_twice_changes_nothing(self) -> None:
        poses = np.random.default_rng(1).normal(size=(2, 3, 17, 2))
        scores = np.random.default_rng(2).random((2, 3, 17))
        again = augment.mirror(*augment.mirror(poses, scores))
        np.testing.assert_array_equal(poses, again[0])
        np.testing.assert_array_equal(scores, again[1])

    def test_turns_the_left_wrist_into_the_right_one(self) -> None:
        poses, scores = seen_from(Camera(0, 0, 3))
        scores[0, :, LEFT_WRIST] = 0.25
        mirrored, mirrored_scores = augment.mirror(poses, scores)
        np.testing.assert_array_equal(-poses[..., LEFT_WRIST, 0], mirrored[..., RIGHT_WRIST, 0])
        self.assertEqual(0.25, mirrored_scores[0, 0, RIGHT_WRIST])

    def test_keeps_the_left_side_of_who_faces_the_camera_at_image_right(self) -> None:
        poses, scores = seen_from(Camera(0, 0, 3))
        for view in (poses, augment.mirror(poses, scores)[0]):
            self.assertTrue((view[..., LEFT_WRIST, 0] > view[..., RIGHT_WRIST, 0]).all())

    def test_every_joint_has_one_partner(self) -> None:
        np.testing.assert_array_equal(np.arange(17), augment.MIRRORED[augment.MIRRORED])


class CameraTest(unittest.TestCase):
    def test_looks_at_the_front_with_the_head_up(self) -> None:
        poses, _ = seen_from(Camera(0, 0, 3))
        self.assertLess(poses[0, 0, 0, 1], poses[0, 0, LEFT_ANKLE, 1])

    def test_from_behind_sees_the_left_side_at_image_left(self) -> None:
        poses, _ = seen_from(Camera(180, 0, 3))
        self.assertLess(poses[0, 0, LEFT_WRIST, 0], poses[0, 0, RIGHT_WRIST, 0])

    def test_sees_people_smaller_from_farther_away(self) -> None:
        near, far = (augment.extent(*(a[0] for a in seen_from(Camera(0, 0, d)))) for d in (3, 6))
        self.assertAlmostEqual(near / far, 2, delta=0.2)


class DisturbanceTest(unittest.TestCase):
    def test_one_joint_at_most_is_lost_in_a_frame(self) -> None:
        rng = np.random.default_rng(3)
        for probability, frames in ((0, 0), (1, 50)):
            scores = augment.drop_limb_ends(np.ones((2, 50, 17)), probability, rng)
            lost = (scores == 0).sum(2)
            self.assertEqual((frames, frames), tuple(lost.sum(1)))
            self.assertTrue((scores[:, :, :7] == 1).all())

    def test_drawn_faces_have_the_left_eye_on_the_left_side(self) -> None:
        poses, scores = seen_from(Camera(0, 0, 3))
        scores = augment.without(scores, augment.FACE)
        poses, scores = augment.with_face(poses, scores, np.random.default_rng(1))
        drawn = scores[0, 0] > 0
        for left, right in ((1, 2), (3, 4)):
            if drawn[left] and drawn[right]:
                self.assertGreater(poses[0, 0, left, 0], poses[0, 0, right, 0])

    def test_leaves_recorded_faces_alone(self) -> None:
        poses, scores = seen_from(Camera(0, 0, 3))
        drawn, _ = augment.with_face(poses, scores, np.random.default_rng(1))
        np.testing.assert_array_equal(poses, drawn)

    def test_gives_the_same_for_the_same_seed_and_no_impossible_score(self) -> None:
        poses, scores = seen_from(Camera(0, 0, 3))
        poses = augment.normalise(poses, scores)
        for seed in range(50):
            first, second = (
                augment.disturb(poses, scores, np.random.default_rng(seed)) for _ in range(2)
            )
            np.testing.assert_array_equal(first[0], second[0])
            np.testing.assert_array_equal(first[1], second[1])
            self.assertTrue((first[1] >= 0).all() and (first[1] <= 1).all())

    def test_framing_shows_everybody_who_is_framed_tightly(self) -> None:
        poses, scores = seen_from(Camera(0, 0, 3))
        sizes = []
        for seed in range(40):
            clip = augment.frame_people(poses, scores, 48, np.random.default_rng(seed))
            self.assertIsInstance(clip, Clip)
            sizes.append(np.ptp(clip.poses[..., 1]))
        # Padded by a quarter, the larger side takes 48 / 1.25 pixels.
        self.assertTrue(any(abs(size - 38.4) < 0.01 for size in sizes))


class SyntheticTest(unittest.TestCase):
    def test_who_falls_ends_on_the_floor(self) -> None:
        for seed in range(10):
            fallen = synthetic.tip_over(fixtures.standing(24), np.random.default_rng(seed))
            self.assertLess(fallen[-1, 0, 1], 0.75)
            np.testing.assert_allclose(fallen[0], fixtures.standing(1)[0], atol=1e-6)

    def test_a_body_faces_the_camera_whichever_way_it_stood(self) -> None:
        pose = fixtures.standing(5)
        for degrees in (0, 90, 200):
            axis, angle = np.array([0, 1.0, 0]), np.full(5, np.radians(degrees))
            body = synthetic.body(synthetic.turned(pose, axis, angle))
            self.assertGreater(body[0, LEFT_WRIST, 0], 0.1)
            self.assertAlmostEqual(0, body[0, LEFT_WRIST, 2], places=6)
            self.assertAlmostEqual(synthetic.LEG, synthetic.leg_length(body), places=6)
            self.assertAlmostEqual(0, body[:, [LEFT_ANKLE, RIGHT_ANKLE], 1].min(), places=6)

    def test_a_kick_on_the_run_lifts_a_foot_to_the_front_and_gets_on(self) -> None:
        run, kick = fixtures.waving(30, 15, 0.2, 6), fixtures.waving(30, 16, 0.8, 0.5)
        for seed in range(10):
            for source in (kick, None):
                rng = np.random.default_rng(seed)
                pose = synthetic.running_kick(run, 30, source, 30, 24, rng)
                self.assertEqual((24, 17, 3), pose.shape)
                self.assertTrue(np.isfinite(pose).all())
                self.assertGreater(synthetic.lifted_ankle(pose).max(), 0.3)
                self.assertLess(pose[-1, 11, 2], pose[0, 11, 2] + 1e-9)

    def test_a_swung_leg_keeps_its_length_at_the_strike(self) -> None:
        pose = synthetic.body(fixtures.standing(21))
        times = np.linspace(-0.2, 0.2, 21)
        kicking, share = synthetic.swing_leg(pose, times, np.random.default_rng(1))
        self.assertAlmostEqual(synthetic.LEG, synthetic.leg_length(kicking), places=6)
        self.assertEqual(1, share[10])

    def test_the_active_one_of_two_is_who_moves(self) -> None:
        pair = np.stack([fixtures.standing(20), fixtures.waving(20, 16, 0.6)])
        self.assertEqual(1, synthetic.active_person(pair))
        self.assertEqual(0, synthetic.active_person(pair[::-1]))

    def lengths(self, pose: np.ndarray, *bones: Sequence[int]) -> List[np.ndarray]:
        return [np.linalg.norm(pose[:, a] - pose[:, b], axis=-1) for a, b in bones]

    def test_a_waving_arm_keeps_its_length_and_the_hand_moves(self) -> None:
        pose, times = synthetic.body(fixtures.standing(24)), np.linspace(0, 2, 24)
        made = synthetic.waving(pose, times, np.random.default_rng(3))
        bones = ((5, 7), (7, 9), (6, 8), (8, 10))
        for expected, found in zip(self.lengths(pose, *bones), self.lengths(made, *bones)):
            np.testing.assert_allclose(found[-8:], expected[-8:], atol=1e-6)
        hands = made[:, synthetic.WRISTS] - pose[:, synthetic.WRISTS]
        self.assertGreater(np.abs(hands).max(), 0.3)
        np.testing.assert_array_equal(made[:, 11:], pose[:, 11:])

    def test_clapping_hands_come_together_and_part(self) -> None:
        pose, times = synthetic.body(fixtures.standing(60)), np.linspace(0, 2, 60)
        made = synthetic.clapping(pose, times, np.random.default_rng(1))
        apart = np.linalg.norm(made[:, 9] - made[:, 10], axis=-1)[40:]
        self.assertLess(apart.min(), 0.1)
        self.assertGreater(apart.max(), apart.min() + 0.05)

    def test_who_leaps_leaves_the_ground_and_comes_down_again(self) -> None:
        pose, times = synthetic.body(fixtures.standing(60)), np.linspace(0, 3, 60)
        for seed in range(5):
            made = synthetic.leaping(pose, times, np.random.default_rng(seed))
            feet = made[:, synthetic.ANKLES, 1].min(1) - pose[0, synthetic.ANKLES, 1].min()
            self.assertGreater(feet.max(), 0.1)
            self.assertAlmostEqual(0, feet.min(), places=6)

    def test_a_bent_joint_keeps_both_bones(self) -> None:
        root, end = np.zeros((1, 3)), np.array([[0.0, -0.4, 0.0]])
        bent = synthetic.bent_joint(root, end, 0.3, 0.25, np.array([0.0, 0.0, -1.0]))
        self.assertAlmostEqual(0.3, float(np.linalg.norm(bent - root)))
        self.assertAlmostEqual(0.25, float(np.linalg.norm(end - bent)))
        self.assertLess(bent[0, 2], 0)

    def test_other_legs_carry_the_same_arms(self) -> None:
        upper, lower = fixtures.waving(10, 9, 0.5), fixtures.waving(10, 15, 0.3) + [1.0, 0.2, 0]
        mixed = synthetic.with_legs_of(upper, lower)
        np.testing.assert_array_equal(mixed[:, 11:], lower[:, 11:])
        hips = mixed[:, synthetic.HIPS].mean(1, keepdims=True)
        own = upper[:, synthetic.HIPS].mean(1, keepdims=True)
        np.testing.assert_allclose((mixed - hips)[:, :11], (upper - own)[:, :11])

    def test_another_build_changes_lengths_but_no_direction(self) -> None:
        pose = fixtures.waving(6, 9, 0.5)
        built = synthetic.another_build(pose, np.random.default_rng(2))
        for joint, nearer in ((7, 5), (9, 7), (13, 11), (15, 13)):
            was, now = pose[:, joint] - pose[:, nearer], built[:, joint] - built[:, nearer]
            ratio = np.linalg.norm(now, axis=-1) / np.linalg.norm(was, axis=-1)
            np.testing.assert_allclose(now, was * ratio[:, None], atol=1e-9)
            self.assertGreater(abs(ratio[0] - 1), 1e-3)
        left, right = self.lengths(built, (13, 11), (14, 12))
        np.testing.assert_allclose(left, right)

    def test_plays_to_and_fro_without_a_jump(self) -> None:
        pose = fixtures.waving(10, 10, 0.5)
        played = synthetic.at_times(pose, 30, np.arange(60) / 30, loop=True)
        self.assertLess(np.abs(np.diff(played, axis=0)).max(), 0.6)
        np.testing.assert_array_equal(pose[0], played[18])


class EstimatedTest(unittest.TestCase):
    def setUp(self) -> None:
        self.rng = np.random.default_rng(4)
        poses = fixtures.standing(24)[None, ..., :2] * [1, -1]
        self.poses, self.scores = poses, np.ones(poses.shape[:3])

    def test_few_frames_are_repeated_in_order_and_never_looped(self) -> None:
        frame = np.arange(24.0)[None, :, None, None] + np.zeros_like(self.poses)
        for _ in range(20):
            kept = augment.low_rate(frame, self.scores, self.rng)[0][0, :, 0, 0]
            self.assertTrue((np.diff(kept) >= 0).all())
            self.assertLess(len(np.unique(kept)), 24)

    def test_drift_lasts(self) -> None:
        errors = np.concatenate(
            [augment._drift(self.poses, self.rng) - self.poses for _ in range(30)]
        )[:, :, 9, 0]
        self.assertGreater(np.mean(errors[:, 1:] * errors[:, :-1]), 0.4 * np.mean(errors**2))

    def test_border_hides_what_lies_beyond_it(self) -> None:
        for _ in range(20):
            scores = augment._cut_by_border(self.poses, self.scores, self.rng)
            hidden, shown = self.poses[scores == 0], self.poses[scores > 0]
            self.assertGreater(len(shown), 0)
            self.assertTrue(
                any((sign * hidden[:, axis] > (sign * shown[:, axis]).max() - 1e-9).all()
                    for axis in (0, 1) for sign in (1, -1))
            )  # fmt: skip

    def test_nobody_gains_a_joint(self) -> None:
        self.scores[:, :, 3] = 0
        for _ in range(20):
            _, scores = augment.estimated(self.poses, self.scores, self.rng)
            self.assertEqual(24 * 17, (scores >= 0).sum())
            self.assertLessEqual((scores > 0).sum(), 24 * 16)


if __name__ == "__main__":
    unittest.main()

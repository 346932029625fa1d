/** What a camera, an imperfect estimator and an imperfect tracker make of bodies. */
@NullMarked
package io.posestream.testkit.simulation.camera;

import org.jspecify.annotations.NullMarked;

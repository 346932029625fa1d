package io.posestream.core.rollout;

import io.posestream.core.control.ControlChange;
import java.util.Optional;

/**
 * A step that was accepted.
 *
 * @param version ascending from 1 with each accepted step
 * @param effectiveFromMillis event time from which it holds
 * @param slot whose models it concerns
 * @param step what is done
 * @param offered the model that is loaded, for that step alone
 * @param shadow whether that model scores at once, without a say
 */
public record ModelChange(
    long version,
    long effectiveFromMillis,
    ModelSlot slot,
    ModelStep step,
    Optional<OfferedModel> offered,
    boolean shadow)
    implements ControlChange {}

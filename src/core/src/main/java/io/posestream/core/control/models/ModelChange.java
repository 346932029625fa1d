package io.posestream.core.control.models;

import io.posestream.core.control.message.ControlChange;
import java.util.Optional;

/**
 * A step that was accepted.
 *
 * @param version ascending from 1 with each accepted step
 * @param effectiveFromMillis event time from which it holds
 * @param slot whose models it concerns
 * @param step what is done
 * @param model that is loaded; empty for any other step
 * @param shadow whether that model also scores while it does not serve
 */
public record ModelChange(
    long version,
    long effectiveFromMillis,
    ModelSlot slot,
    ModelStep step,
    Optional<ReplacementModel> model,
    boolean shadow)
    implements ControlChange {}

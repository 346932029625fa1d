package io.posestream.core.control.rules;

import io.posestream.core.event.EventRules;
import io.posestream.core.zone.ZoneRules;

/**
 * The rules that hold for a camera at an instant.
 *
 * @param version of the message that took effect last; 0 for the job's own configuration
 * @param events when scores become events
 * @param zones where actions count
 */
public record HeldRules(long version, EventRules events, ZoneRules zones) {}

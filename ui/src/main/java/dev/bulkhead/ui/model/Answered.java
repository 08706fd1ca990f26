package dev.bulkhead.ui.model;

import java.time.Instant;

/**
 * A question that waits no more.
 *
 * @param answer the word of the control socket: {@code given}, {@code refused}, {@code expired}, {@code withdrawn}
 * @param by the process that answered; empty when nobody did
 * @param scope how far a consent reaches; empty for none
 * @param why it was withdrawn; empty else
 */
public record Answered(Question question, String answer, Instant at, String by, String scope, String why) {}

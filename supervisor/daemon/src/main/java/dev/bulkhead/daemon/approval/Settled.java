package dev.bulkhead.daemon.approval;

import java.time.Instant;

/** A question that has its answer. */
public record Settled(Question question, Answer answer, Instant at) {}

package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.tenant.ResultStatus;

/**
 * How a connection that was opened ended.
 *
 * @param why a sentence's part for the audit
 */
record End(ResultStatus result, String why) {
    static final End DONE = new End(ResultStatus.SUCCESS, "ended by both");
    static final End LEFT = new End(ResultStatus.CANCELLED, "broken off by the server");
    static final End BROKEN = new End(ResultStatus.ERROR, "broken off by the other end");
    static final End SILENT = new End(ResultStatus.ERROR, "it does not answer");
    static final End BYTES = new End(ResultStatus.LIMITED, "all the bytes that it may move are used up");
    static final End IDLE = new End(ResultStatus.LIMITED, "nothing passed for too long");
    static final End REVOKED = new End(ResultStatus.DENIED, "network.allow does not name it any more");
    static final End STOPPED = new End(ResultStatus.CANCELLED, "the server's sandbox ended");
    static final End MISPLACED =
            new End(ResultStatus.DENIED, "what stands for a credential stood where it does not belong");
    static final End LOCKED = new End(ResultStatus.DENIED, "its credential cannot be had");
    static final End UNTRUSTED = new End(ResultStatus.DENIED, "the other end shows a certificate that is not trusted");
    static final End LEAK =
            new End(ResultStatus.DENIED, "it sent what stands for a credential to where that does not belong");
    static final End ECHO = new End(ResultStatus.DENIED, "the answer held the credential itself");
    static final End MALFORMED =
            new End(ResultStatus.DENIED, "the request's body is framed in a way that can be read in two ways");
}

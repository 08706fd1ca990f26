package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.tenant.ResultStatus;
import java.nio.charset.StandardCharsets;

/**
 * Why a connection does not go on.
 *
 * @param status the answer's first line without its version: {@code 403 Forbidden}
 * @param result what the audit says of it
 * @param why a sentence for the audit
 * @param what to do, for the answer's body; without a line break
 */
record Refusal(String status, ResultStatus result, String why, String what) {

    static Refusal notAllowed(String why, String what) {
        return new Refusal("403 Forbidden", ResultStatus.DENIED, why, what);
    }

    static Refusal malformed(MalformedHeadException e) {
        return new Refusal(
                "400 Bad Request", ResultStatus.DENIED, String.valueOf(e.getMessage()), "send one plain HTTP request");
    }

    static Refusal limited(String why, String what) {
        return new Refusal("429 Too Many Requests", ResultStatus.LIMITED, why, what);
    }

    static Refusal unreachable(String why, String what) {
        return new Refusal("502 Bad Gateway", ResultStatus.ERROR, why, what);
    }

    static Refusal leak(String secret) {
        return new Refusal(
                "403 Forbidden",
                ResultStatus.DENIED,
                "what stands for the secret '" + secret + "' was sent to where that does not belong",
                "it goes into its one header towards its one host, and nowhere else");
    }

    static Refusal notRecorded() {
        return new Refusal(
                "503 Service Unavailable",
                ResultStatus.ERROR,
                "the audit cannot record it",
                "see 'bulkhead doctor' on the desktop");
    }

    /** Returns the whole answer. */
    byte[] answer() {
        byte[] body = ("Bulkhead: " + why + ": " + what + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                        + body.length + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] answer = new byte[head.length + body.length];
        System.arraycopy(head, 0, answer, 0, head.length);
        System.arraycopy(body, 0, answer, head.length, body.length);
        return answer;
    }
}

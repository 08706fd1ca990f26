package dev.bulkhead.tenantserver.upstream;

/** What a port tells its owner. */
final class Events {
    private Events() {}

    static final class Line extends Outbox.Event {
        private final Port port;
        private final byte[] bytes;
        private final int from;
        private final int to;

        Line(Port port, byte[] bytes, int from, int to) {
            this.port = port;
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }

        @Override
        int size() {
            return to - from + 64;
        }

        @Override
        void tell(PortOwner owner) {
            owner.line(port, bytes, from, to);
        }
    }

    static final class Ready extends Outbox.Event {
        private final Port port;
        private final byte[] capabilities;
        private final String instructions;

        Ready(Port port, byte[] capabilities, String instructions) {
            this.port = port;
            this.capabilities = capabilities;
            this.instructions = instructions;
        }

        @Override
        void tell(PortOwner owner) {
            owner.ready(port, capabilities, instructions);
        }
    }

    static final class Gone extends Outbox.Event {
        private final Port port;
        private final String why;

        Gone(Port port, String why) {
            this.port = port;
            this.why = why;
        }

        @Override
        void tell(PortOwner owner) {
            owner.gone(port, why);
        }
    }

    static final class Verdict extends Outbox.Event {
        private final Port port;
        private final String era;

        Verdict(Port port, String era) {
            this.port = port;
            this.era = era;
        }

        @Override
        void tell(PortOwner owner) {
            owner.verdict(port, era);
        }
    }

    static final class Noise extends Outbox.Event {
        private final Port port;
        private final String what;

        Noise(Port port, String what) {
            this.port = port;
            this.what = what;
        }

        @Override
        void tell(PortOwner owner) {
            owner.noise(port, what);
        }
    }
}

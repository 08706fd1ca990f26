package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead token}: short-lived tokens for scripts and tests. */
@Command(
        name = "token",
        description = "Issues, lists and revokes short-lived session tokens.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "issue|list|revoke",
        subcommands = {TokenCommand.Issue.class, TokenCommand.ListAll.class, TokenCommand.Revoke.class})
final class TokenCommand extends Group {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(s|m|h)");

    @Command(
            name = "issue",
            description = "Prints a token for BULKHEAD_TOKEN. Needs the tenant's passphrase, and a live sign-in.",
            mixinStandardHelpOptions = true)
    static final class Issue extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Option(names = "--ttl", paramLabel = "30m", description = "How long it lives: 1s to 60m; 30m unless given.")
        @Nullable
        String ttl;

        @Option(
                names = "--tools",
                paramLabel = "TOOL,…",
                description = "The tools that it may call; patterns with '*' may be used.")
        @Nullable
        String tools;

        @Mixin
        Passphrase passphrase;

        @Override
        public Integer call() throws Exception {
            ObjectNode args = of(tenant);
            if (ttl != null) {
                args.put("ttlSeconds", seconds(ttl));
            }
            if (tools != null) {
                for (String tool : tools.split(",", -1)) {
                    args.withArray("tools").add(tool.trim());
                }
            }
            try (SecretBytes secret = passphrase.of(tenant, "")) {
                return ask(
                        "token.issue",
                        args,
                        token -> out().println(token.path("token").asText()),
                        secret);
            }
        }

        private long seconds(String text) {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                throw wrong("--ttl is a duration like 90s, 30m or 1h");
            }
            long unit = switch (matcher.group(2)) {
                case "h" -> 3600;
                case "m" -> 60;
                default -> 1;
            };
            return Long.parseLong(matcher.group(1)) * unit;
        }
    }

    @Command(name = "list", description = "Lists a tenant's live tokens.", mixinStandardHelpOptions = true)
    static final class ListAll extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Override
        public Integer call() throws Exception {
            return list(
                    "token.list",
                    of(tenant),
                    "tokens",
                    tokens -> tokens.forEach(token -> out().printf(
                                    "%s  until %s  %s%n",
                                    token.path("jti").asText(),
                                    token.path("expires").asText(),
                                    token.path("tools").toString())));
        }
    }

    @Command(name = "revoke", description = "Revokes one token, or all of a tenant.", mixinStandardHelpOptions = true)
    static final class Revoke extends Errand {
        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "JTI", arity = "0..1")
        @Nullable
        String jti;

        @Option(names = "--all", description = "Revoke every token of the tenant.")
        boolean all;

        @Override
        public Integer call() throws Exception {
            if (all == (jti != null)) {
                throw wrong("name one token by its id (see 'token list'), or give --all");
            }
            ObjectNode args = of(tenant);
            if (all) {
                args.put("all", true);
            } else {
                args.put("jti", jti);
            }
            return ask(
                    "token.revoke",
                    args,
                    result -> out().println(
                                    "Revoked " + result.path("revoked").asInt() + " token(s) of " + tenant + "."));
        }
    }
}

package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead vault}: the ways to open a tenant's vault, and its copies. */
@Command(
        name = "vault",
        description = "Who can open a tenant's vault, and with what; copies of it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            VaultCommand.Slots.class,
            VaultCommand.AddPassphrase.class,
            VaultCommand.ChangePassphrase.class,
            VaultCommand.RemoveSlot.class,
            VaultCommand.Rotate.class,
            VaultCommand.Keychain.class,
            VaultRecoveryCommands.Recovery.class,
            VaultRecoveryCommands.Recover.class,
            VaultCopyCommands.Export.class,
            VaultCopyCommands.Bring.class,
            VaultCopyCommands.AcceptOlder.class
        })
final class VaultCommand extends Group {
    @Command(name = "slots", description = "Lists the ways to open a vault.", mixinStandardHelpOptions = true)
    static final class Slots extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Override
        public Integer call() throws Exception {
            return list("vault.slots", of(tenant), "slots", this::print);
        }

        private void print(JsonNode slots) {
            for (JsonNode slot : slots) {
                String consultant = slot.path("consultant").asText();
                out().printf(
                                "%-12s %-24s %s%n",
                                slot.path("kind").asText(),
                                consultant,
                                slot.path("fingerprint").asText());
            }
        }
    }

    /** Two passphrases, of which the first proves and the second is new; asked for, or two lines of standard input. */
    abstract static class Exchange extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Mixin
        Passphrase passphrase;

        @Option(
                names = "--generate-passphrase",
                description = "Make a passphrase of six random words, and print it once.")
        boolean generate;

        /** @param whose for the prompt: "bob's", "your" */
        final int exchange(String command, @Nullable String consultant, String whose, String done) throws Exception {
            List<SecretBytes> given = new ArrayList<>();
            if (passphrase.stdin) {
                given.addAll(
                        generate
                                ? SecretSource.lines(1, "the passphrase")
                                : SecretSource.lines(2, "the passphrase", "the new passphrase"));
            } else {
                given.add(passphrase.of(tenant, ""));
            }
            try (SecretBytes proof = given.getFirst();
                    NewPassphrase fresh = fresh(given, whose)) {
                var args = of(tenant);
                if (consultant != null) {
                    args.put("consultant", consultant);
                }
                return ask(
                        command,
                        args,
                        fresh::addTo,
                        answer -> {
                            out().println(done);
                            fresh.show(out());
                        },
                        proof,
                        fresh.secret());
            }
        }

        private NewPassphrase fresh(List<SecretBytes> given, String whose) throws IOException {
            if (generate) {
                return NewPassphrase.generated();
            }
            return given.size() > 1
                    ? NewPassphrase.given(
                            given.get(1), json.json ? NewPassphrase.Asked.YES : NewPassphrase.Asked.NO, err())
                    : NewPassphrase.prompted("New passphrase, " + whose + ": ", err());
        }
    }

    @Command(
            name = "add-passphrase",
            description = "Lets another consultant open the vault with a passphrase of their own. On standard input: an"
                    + " existing passphrase, then the new one, a line each.",
            mixinStandardHelpOptions = true)
    static final class AddPassphrase extends Exchange {
        @Option(names = "--consultant", paramLabel = "NAME", required = true, description = "Whose it is.")
        String consultant;

        @Override
        public Integer call() throws Exception {
            return exchange(
                    "vault.add-passphrase",
                    consultant,
                    consultant + "'s",
                    "The vault of " + tenant + " opens with " + consultant + "'s passphrase too.");
        }
    }

    @Command(
            name = "change-passphrase",
            description = "Exchanges a passphrase: yours, or that of a consultant. On standard input: an existing"
                    + " passphrase, then the new one, a line each.",
            mixinStandardHelpOptions = true)
    static final class ChangePassphrase extends Exchange {
        @Option(names = "--consultant", paramLabel = "NAME", description = "Whose; without it yours.")
        @Nullable
        String consultant;

        @Override
        public Integer call() throws Exception {
            return exchange(
                    "vault.change-passphrase",
                    consultant,
                    consultant == null ? "yours" : consultant + "'s",
                    "The passphrase of " + tenant
                            + "'s vault is exchanged; the former opens nothing that is written from" + " now on.");
        }
    }

    @Command(
            name = "remove-slot",
            description = "Takes a way to open the vault away: a consultant's passphrase, 'recovery' or 'keychain'.",
            mixinStandardHelpOptions = true)
    static final class RemoveSlot extends Errand {
        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "CONSULTANT|recovery|keychain")
        String slot;

        @Mixin
        Passphrase passphrase;

        @Override
        public Integer call() throws Exception {
            try (SecretBytes secret = passphrase.of(tenant, ", to remove " + slot)) {
                return ask(
                        "vault.remove-slot",
                        of(tenant).put("slot", slot),
                        done -> out().println("Removed " + slot + " from the vault of " + tenant + "." + advice()),
                        secret);
            }
        }

        private String advice() {
            return slot.equals("recovery") || slot.equals("keychain")
                    ? ""
                    : " Exchange the credentials that they knew: bulkhead secret set " + tenant + " NAME";
        }
    }

    @Command(
            name = "rotate",
            description = "Seals the vault under a new key, for all that can open it.",
            mixinStandardHelpOptions = true)
    static final class Rotate extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Mixin
        Passphrase passphrase;

        @Override
        public Integer call() throws Exception {
            try (SecretBytes secret = passphrase.of(tenant, "")) {
                return ask(
                        "vault.rotate",
                        of(tenant),
                        done -> out().println(
                                        "The vault of " + tenant + " has a new key; all its passphrases open it."),
                        secret);
            }
        }
    }

    @Command(
            name = "keychain",
            description = "Lets 'sign-in --keychain' open the vault without a passphrase, or not any more. While your"
                    + " desktop is unlocked, every program of yours can read its keychain.",
            mixinStandardHelpOptions = true)
    static final class Keychain extends Errand {
        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "on|off")
        String state;

        @Mixin
        Passphrase passphrase;

        @Override
        public Integer call() throws Exception {
            if (!state.equals("on") && !state.equals("off")) {
                throw wrong("the keychain of a tenant is 'on' or 'off'");
            }
            try (SecretBytes secret = passphrase.of(tenant, "")) {
                return ask(
                        "vault.keychain",
                        of(tenant).put("state", state),
                        done -> out().println("The keychain " + (state.equals("on") ? "opens" : "no longer opens")
                                + " the vault of " + tenant + "."),
                        secret);
            }
        }
    }
}

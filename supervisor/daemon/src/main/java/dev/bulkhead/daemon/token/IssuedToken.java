package dev.bulkhead.daemon.token;

/**
 * A token that was just issued. The compact form gives access to who holds it, so this does not print it.
 *
 * @param compact the token itself (RFC 7515 §7.1)
 * @param claims what it says
 */
public record IssuedToken(String compact, TokenClaims claims) {
    @Override
    public String toString() {
        return "IssuedToken[" + claims.jti() + " of tenant " + claims.tenant() + "]";
    }
}

//! Owns what an administrator sets about the sending of mail: connections, pace, patience.
//! Refuses numbers with which nothing would be sent, or a relay would be flooded.

use clap::Args;
use std::time::Duration;

/// Connections to the relay where nobody says how many. Postfix goes up to 20 (`default_destination_concurrency_limit`); one of
/// them may be held by a domain that does not answer, which is to cost the others little.
const CONNECTIONS: u32 = 16;

/// How mail is sent.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Connections to the mail relay at once; a sudden death of the host leaves at most so many mails uncertain
    #[arg(long = "smtp-connections", global = true, env = "SMTP_CONNECTIONS", default_value_t = CONNECTIONS, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub connections: u32,
    /// Mails a second at most, to everybody together; without it, as fast as the relay takes them
    #[arg(long = "smtp-per-second", global = true, env = "SMTP_PER_SECOND", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub per_second: Option<u32>,
    /// Connections at once for the people of one mail domain; without it, nearly all of them
    #[arg(long = "smtp-domain-connections", global = true, env = "SMTP_DOMAIN_CONNECTIONS", value_parser = clap::value_parser!(u32).range(1..=500))]
    pub domain_connections: Option<u32>,
    /// Mails a second at most to the people of one mail domain
    #[arg(long = "smtp-domain-per-second", global = true, env = "SMTP_DOMAIN_PER_SECOND", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub domain_per_second: Option<u32>,
    /// Milliseconds until the first repetition of what failed for now; later ones wait longer, up to 480 times as long
    #[arg(long = "retry-after-ms", global = true, env = "USHER_RETRY_AFTER_MS", hide = true, default_value_t = 60_000, value_parser = clap::value_parser!(u64).range(10..=3_600_000))]
    pub retry_after_ms: u64,
    /// Milliseconds after which a host that says nothing is taken for dead by those that share its database
    #[arg(long = "lease-ms", global = true, env = "USHER_LEASE_MS", hide = true, default_value_t = 30_000, value_parser = clap::value_parser!(u64).range(500..=600_000))]
    pub lease_ms: u64,
    /// Milliseconds that the relay has for each step; without it, as long as is usual for that step
    #[arg(long = "smtp-step-ms", global = true, env = "USHER_SMTP_STEP_MS", hide = true, value_parser = clap::value_parser!(u64).range(50..=600_000))]
    pub step_ms: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connections: CONNECTIONS,
            per_second: None,
            domain_connections: None,
            domain_per_second: None,
            retry_after_ms: 60_000,
            lease_ms: 30_000,
            step_ms: None,
        }
    }
}

impl Options {
    /// The first delay of what failed for now.
    #[must_use]
    pub fn retry_after(&self) -> Duration {
        Duration::from_millis(self.retry_after_ms)
    }

    /// How long a host may say nothing.
    #[must_use]
    pub fn lease(&self) -> Duration {
        Duration::from_millis(self.lease_ms)
    }

    /// Connections for one domain: never all of them where there are several, or a domain that hangs would hold everybody up.
    #[must_use]
    pub fn most_of_domain(&self) -> u32 {
        let nearly_all = self.connections.saturating_sub((self.connections / 8).max(1)).max(1);
        self.domain_connections.map_or(nearly_all, |most| most.min(nearly_all))
    }

    /// The time that the relay has for each step.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.step_ms.map_or_else(Limits::default, |step| Limits::all(Duration::from_millis(step)))
    }
}

/// How long the relay has for each step of a hand-over.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// To be reached.
    pub connect: Duration,
    /// To greet and to be greeted, encryption included.
    pub hello: Duration,
    /// To let the host sign in.
    pub sign_in: Duration,
    /// To answer one command.
    pub command: Duration,
    /// To take in a kilobyte of the message; and as long again as for a command.
    pub kilobyte: Duration,
    /// To answer the final dot (RFC 5321 asks for ten minutes; an administrator is watching).
    pub answer: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            connect: seconds(15),
            hello: seconds(30),
            sign_in: seconds(30),
            command: seconds(60),
            kilobyte: Duration::from_millis(200),
            answer: seconds(120),
        }
    }
}

impl Limits {
    /// The same for every step.
    #[must_use]
    pub const fn all(step: Duration) -> Self {
        Self { connect: step, hello: step, sign_in: step, command: step, kilobyte: Duration::from_millis(10), answer: step }
    }

    /// For a message of so many octets and its answer.
    #[must_use]
    pub fn message(&self, octets: usize) -> Duration {
        let kilobytes = u32::try_from(octets / 1_024).unwrap_or(u32::MAX);
        self.kilobyte.saturating_mul(kilobytes).saturating_add(self.answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_domain_never_has_every_connection_where_there_are_several() {
        let of = |connections, domain_connections| Options { connections, domain_connections, ..Options::default() }.most_of_domain();
        assert_eq!((of(1, None), of(2, None), of(8, None), of(50, None)), (1, 1, 7, 44));
        assert_eq!((of(8, Some(3)), of(8, Some(100))), (3, 7));
    }
}

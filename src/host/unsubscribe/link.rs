//! Owns the links by which people decline reminders: their address and the token that only this host can make.
//! Refuses to keep tokens: each is computed anew from the person's identifier and the key, so that it holds for years.

use crate::{
    api::routes::segment,
    domain::{email_kind::SuppressibleKind, user::UserId},
    host::{
        mailer::unsubscribe::Unsubscribe,
        public_url::PublicUrl,
        store::{self, Store, StoreError, unsubscribe_key::OCTETS},
    },
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What every path begins with.
pub const PATH: &str = "/unsubscribe/";
/// What is signed stands behind this, so that another use of the key, or another version, makes other tokens.
const PURPOSE: &[u8] = b"usher: decline reminders, version 1\0";

/// Makes links and knows its own.
#[derive(Clone)]
pub struct Links {
    keyed: Hmac<Sha256>,
    public_url: Option<PublicUrl>,
}

impl Links {
    /// Links signed with the key of this store, below the public address where there is one.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn open(store: &Store, public_url: Option<PublicUrl>) -> Result<Self, StoreError> {
        let mut db = store.write().await?;
        let key = store::unsubscribe_key::kept(&mut db, rand::random::<[u8; OCTETS]>()).await?;
        db.commit().await?;
        Self::new(&key, public_url).ok_or(StoreError::Unreadable("key of the unsubscribe links"))
    }

    fn new(key: &[u8; OCTETS], public_url: Option<PublicUrl>) -> Option<Self> {
        Some(Self { keyed: Hmac::new_from_slice(key).ok()?, public_url })
    }

    /// How mail of a kind is declined: the activation email not at all, since it is what a person needs to begin, and comes
    /// once; a reminder by its person, and by mail alone where it is for nobody in particular.
    #[must_use]
    pub fn for_kind(&self, kind: SuppressibleKind, person: Option<&UserId>) -> Unsubscribe {
        match kind {
            SuppressibleKind::Activation => Unsubscribe::NotOffered,
            SuppressibleKind::Reminder => person.map_or(Unsubscribe::ByMail, |person| self.of(person)),
        }
    }

    /// How this person declines reminders: by one click where there is a public address, else by mail.
    #[must_use]
    pub fn of(&self, user: &UserId) -> Unsubscribe {
        match &self.public_url {
            Some(public_url) => Unsubscribe::OneClick { address: public_url.join(&self.path(user)) },
            None => Unsubscribe::ByMail,
        }
    }

    /// The path of a person's link.
    #[must_use]
    pub fn path(&self, user: &UserId) -> String {
        let token = BASE64_URL_SAFE_NO_PAD.encode(self.signed(user).finalize().into_bytes());
        format!("{PATH}{}/{token}", segment(&user.0))
    }

    /// Whose link it is, by what stands behind [`PATH`]; nobody's where the token is not theirs. The comparison takes a time
    /// that does not tell where tokens differ.
    #[must_use]
    pub fn read(&self, rest: &str) -> Option<UserId> {
        let (user, token) = rest.rsplit_once('/')?;
        let (user, token) = (UserId(user.to_owned()), BASE64_URL_SAFE_NO_PAD.decode(token).ok()?);
        self.signed(&user).verify_slice(&token).is_ok().then_some(user)
    }

    fn signed(&self, user: &UserId) -> Hmac<Sha256> {
        self.keyed.clone().chain_update(PURPOSE).chain_update(user.0.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(key: u8) -> Links {
        Links::new(&[key; OCTETS], PublicUrl::parse("https://usher.example.com/u").ok()).unwrap()
    }

    #[test]
    fn a_link_is_its_persons_alone() {
        let (ada, links) = (UserId("ada".into()), links(1));
        let path = links.path(&ada);
        let rest = path.strip_prefix(PATH).unwrap();
        assert_eq!(links.read(rest), Some(ada.clone()));
        assert_eq!(links.of(&ada), Unsubscribe::OneClick { address: format!("https://usher.example.com/u{path}") });
        let token = rest.strip_prefix("ada/").unwrap();
        assert_eq!(token.len(), 43);
        let other = links.path(&UserId("bo".into()));
        for forged in [
            "",
            "ada",
            "ada/",
            "/",
            &format!("bo/{token}"),
            &format!("ada/{token}="),
            &format!("ada/{}", &token[..42]),
            &format!("ad/a{token}"),
            &format!("ada/x/{token}"),
            &other.replace("/unsubscribe/bo", "ada"),
            &format!("ada/{}", "A".repeat(43)),
        ] {
            assert_eq!(links.read(forged), None, "{forged}");
        }
        assert_eq!(super::tests::links(2).read(rest), None, "another key");
    }

    #[test]
    fn identifiers_stay_in_their_segment() {
        let hostile = UserId("a/../b?c>,<d".into());
        let path = links(1).path(&hostile);
        assert!(path.starts_with("/unsubscribe/a%2F..%2Fb%3Fc%3E%2C%3Cd/"), "{path}");
        let decoded = path.strip_prefix("/unsubscribe/a%2F..%2Fb%3Fc%3E%2C%3Cd").unwrap();
        assert_eq!(links(1).read(&format!("a/../b?c>,<d{decoded}")), Some(hostile));
    }
}

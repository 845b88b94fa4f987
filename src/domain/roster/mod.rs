//! stub
#![allow(missing_docs, clippy::all, clippy::pedantic, unused)]
use super::{mail_history::UserRecord, user::UserId, people_filter::*, people::*};
use std::collections::BTreeSet;
#[derive(Clone,Copy,PartialEq,Eq,PartialOrd,Ord,Hash,Debug)] pub struct Row(u32);
impl Row { pub fn index(self)->usize{self.0 as usize} }
#[derive(Default)] pub struct Roster { r: Vec<Option<UserRecord>>, all: RowSet, rev:u64 }
pub enum Put { Added(Row), Changed(Row), Same(Row) }
impl Roster {
 pub fn reserve(&mut self,_:usize){}
 pub fn put(&mut self, record:&UserRecord)->Put { self.rev+=1; if let Some(row)=self.row(&record.user.id) { if self.r[row.index()].as_ref()==Some(record) {return Put::Same(row)} self.r[row.index()]=Some(record.clone()); return Put::Changed(row)} let row=Row(self.r.len() as u32); self.r.push(Some(record.clone())); self.all.insert(row); Put::Added(row) }
 pub fn remove(&mut self,id:&UserId)->Option<Row>{let row=self.row(id)?; self.r[row.index()]=None; self.all.remove(row); Some(row)}
 pub fn len(&self)->usize{self.all.len()} pub fn is_empty(&self)->bool{self.all.is_empty()}
 pub fn rows(&self)->impl Iterator<Item=Row>+'_ {self.all.iter()}
 pub fn everybody(&self)->&RowSet{&self.all}
 pub fn row(&self,id:&UserId)->Option<Row>{self.r.iter().position(|r|r.as_ref().is_some_and(|r|r.user.id==*id)).map(|i|Row(i as u32))}
 pub fn record(&self,row:Row)->Option<UserRecord>{self.r.get(row.index())?.clone()}
 pub fn id(&self,row:Row)->Option<UserId>{self.record(row).map(|r|r.user.id)}
 pub fn departments(&self)->Vec<(&str,usize)>{vec![]}
 pub fn count_standing(&self,s:Standing)->usize{self.r.iter().flatten().filter(|r|standing(r)==s).count()}
 pub fn revision(&self)->u64{self.rev}
 pub fn characters(&self)->Vec<char>{vec![]}
}
#[derive(Clone,PartialEq,Default,Debug)] pub struct RowSet(BTreeSet<Row>);
impl RowSet { pub fn contains(&self,r:Row)->bool{self.0.contains(&r)} pub fn insert(&mut self,r:Row){self.0.insert(r);} pub fn remove(&mut self,r:Row){self.0.remove(&r);} pub fn toggle(&mut self,r:Row){if !self.0.remove(&r){self.0.insert(r);}} pub fn len(&self)->usize{self.0.len()} pub fn is_empty(&self)->bool{self.0.is_empty()} pub fn clear(&mut self){self.0.clear()} pub fn iter(&self)->impl Iterator<Item=Row>+'_{self.0.iter().copied()} pub fn union_with(&mut self,o:&RowSet){self.0.extend(o.0.iter())} pub fn subtract(&mut self,o:&RowSet){for r in &o.0{self.0.remove(r);}} pub fn intersect_len(&self,o:&RowSet)->usize{self.0.intersection(&o.0).count()} pub fn intersection(&self,o:&RowSet)->RowSet{RowSet(self.0.intersection(&o.0).copied().collect())} }
#[derive(Default)] pub struct Alphabet; impl Alphabet { pub fn new(_:&[Vec<char>])->Self{Self} }
#[derive(Default)] pub struct Finder;
impl Finder { pub fn set_alphabet(&mut self,_:Alphabet){} pub fn find(&mut self,p:&Roster,f:FilterFacts<'_>,q:&PeopleFilter,_:&[(SortKey,SortOrder)])->Found{let set=self.matches(p,f,q); let rows=set.iter().collect(); Found{set,rows}}
 pub fn matches(&mut self,p:&Roster,f:FilterFacts<'_>,q:&PeopleFilter)->RowSet{let w=q.words(); RowSet(p.rows().filter(|r|q.passes(f,&w,&p.record(*r).unwrap())).collect())}
 pub fn look_up(&mut self,p:&Roster,w:&str,m:usize)->(Vec<Row>,usize){(vec![],0)}
 pub fn decide_slice(&mut self,_:&Roster,_:FilterFacts<'_>,_:u64,_:usize)->bool{true} }
#[derive(Default,Debug,Clone)] pub struct Found{pub set:RowSet,pub rows:Vec<Row>} impl Found{pub fn position(&self,r:Row)->Option<usize>{self.rows.iter().position(|x|*x==r)}}

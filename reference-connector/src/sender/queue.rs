//! Which job goes next, and when. Pure: time is a parameter, nothing is sent here.
//!
//! A job is in one place: behind an earlier job of its parcel (`followers`), waiting for a time (`later`), ready
//! behind its phone number's pace (`lanes`), or with a send (counted by `in_flight`).

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use tokio::time::Instant;

use super::Job;
use super::gate::{Gate, Pass};
use super::pace::Pace;
use crate::config::Config;

pub(super) struct Queue {
    lanes: Vec<Lane>,
    /// A key for each parcel that has a job on its way, with the jobs that wait for it.
    followers: HashMap<Arc<str>, VecDeque<Job>>,
    later: BTreeMap<(Instant, u64), Job>,
    gate: Gate,
    /// The pace of all numbers together (the defect `capacity`).
    whole: Option<Pace>,
    in_flight: usize,
    in_flight_max: usize,
    send_rate_per_second: f64,
    arrivals: u64,
}

/// A phone number's queue.
struct Lane {
    phone_number_id: Arc<str>,
    pace: Pace,
    /// By order of arrival: a job that had to wait for another one, or for a retry, goes before later ones.
    ready: BTreeMap<u64, Job>,
}

/// What to do now.
#[derive(Debug)]
pub(super) enum Next {
    Send(Job),
    /// Ask again at this time.
    At(Instant),
    /// Ask again when something came in.
    Nothing,
}

impl Queue {
    pub(super) fn new(config: &Config) -> Queue {
        Queue {
            lanes: Vec::new(),
            followers: HashMap::new(),
            later: BTreeMap::new(),
            gate: Gate::new(config.timing.auth_pause),
            whole: config
                .defects
                .capacity_per_minute()
                .map(Pace::per_minute_evenly),
            in_flight: 0,
            in_flight_max: config.sends_in_flight_max,
            send_rate_per_second: config.send_rate_per_second,
            arrivals: 0,
        }
    }

    /// Adds a job behind all others, and behind its parcel's earlier ones in any case.
    pub(super) fn add(&mut self, mut job: Job) {
        self.number(&mut job);
        match self.followers.get_mut(&job.parcel) {
            Some(followers) => followers.push_back(job),
            None => {
                self.followers.insert(job.parcel.clone(), VecDeque::new());
                self.ready(job);
            }
        }
    }

    /// Adds a job that may not go before a time.
    pub(super) fn add_later(&mut self, mut job: Job, at: Instant) {
        self.number(&mut job);
        match self.followers.get_mut(&job.parcel) {
            Some(followers) => followers.push_back(job),
            None => {
                self.followers.insert(job.parcel.clone(), VecDeque::new());
                self.wait(job, at);
            }
        }
    }

    /// Adds a job that waits for none of its parcel (the defect `unordered-workers`).
    pub(super) fn add_loose(&mut self, mut job: Job, at: Instant) {
        self.number(&mut job);
        self.wait(job, at);
    }

    /// What to do now. A job that comes out is in flight until `done`, `retry` or `token_refused` takes it back.
    pub(super) fn next(&mut self, now: Instant) -> Next {
        while let Some(entry) = self.later.first_entry()
            && entry.key().0 <= now
        {
            let job = entry.remove();
            self.ready(job);
        }
        let later = self.later.first_key_value().map(|((at, _), _)| *at);
        let nothing = later.map_or(Next::Nothing, Next::At);
        if self.in_flight >= self.in_flight_max
            || self.lanes.iter().all(|lane| lane.ready.is_empty())
        {
            return nothing;
        }
        let soonest = |at: Instant| Next::At(later.map_or(at, |later| later.min(at)));
        match self.gate.pass(now) {
            Pass::Go => (),
            Pass::WaitUntil(at) => return soonest(at),
            Pass::Wait => return nothing,
        }
        if let Some(at) = self
            .whole
            .as_ref()
            .map(|pace| pace.free_at(now))
            .filter(|at| *at > now)
        {
            return soonest(at);
        }
        match self.take_ready(now) {
            Ok(job) => Next::Send(job),
            Err(at) => soonest(at),
        }
    }

    /// A job in flight ended for good; its parcel's next one gets ready.
    pub(super) fn done(&mut self, job: Job) {
        self.landed();
        if let Some(followers) = self.followers.get_mut(&job.parcel) {
            match followers.pop_front() {
                Some(next) => self.ready(next),
                None => drop(self.followers.remove(&job.parcel)),
            }
        }
    }

    /// A job in flight is to go again at a time.
    pub(super) fn retry(&mut self, job: Job, at: Instant) {
        self.landed();
        self.wait(job, at);
    }

    /// A job in flight met a refused token: it goes again when the gate opens.
    pub(super) fn token_refused(&mut self, job: Job, now: Instant) {
        self.in_flight -= 1;
        self.gate.close(now);
        self.ready(job);
    }

    /// Whether no job is anywhere.
    pub(super) fn is_empty(&self) -> bool {
        self.in_flight == 0
            && self.followers.is_empty()
            && self.later.is_empty()
            && self.lanes.iter().all(|lane| lane.ready.is_empty())
    }

    fn landed(&mut self) {
        self.in_flight -= 1;
        self.gate.answered();
    }

    /// The ready job that came first, of those whose number may send now; else when the first number may.
    fn take_ready(&mut self, now: Instant) -> Result<Job, Instant> {
        let waiting = self.lanes.iter_mut().filter(|lane| !lane.ready.is_empty());
        let (free, paced): (Vec<_>, Vec<_>) =
            waiting.partition(|lane| lane.pace.free_at(now) <= now);
        let first = free
            .into_iter()
            .min_by_key(|lane| lane.ready.first_key_value().map(|(arrival, _)| *arrival));
        match first.and_then(|lane| Some((lane.ready.pop_first()?.1, lane))) {
            Some((job, lane)) => {
                lane.pace.take(now);
                self.whole.iter_mut().for_each(|pace| pace.take(now));
                self.gate.go();
                self.in_flight += 1;
                Ok(job)
            }
            None => Err(paced
                .iter()
                .map(|lane| lane.pace.free_at(now))
                .min()
                .unwrap_or(now)),
        }
    }

    fn number(&mut self, job: &mut Job) {
        self.arrivals += 1;
        job.arrival = self.arrivals;
    }

    fn wait(&mut self, job: Job, at: Instant) {
        self.later.insert((at, job.arrival), job);
    }

    fn ready(&mut self, job: Job) {
        self.lane(&job.phone_number_id.clone())
            .ready
            .insert(job.arrival, job);
    }

    fn lane(&mut self, phone_number_id: &Arc<str>) -> &mut Lane {
        let place = match self
            .lanes
            .iter()
            .position(|lane| lane.phone_number_id == *phone_number_id)
        {
            Some(place) => place,
            None => {
                self.lanes.push(Lane {
                    phone_number_id: phone_number_id.clone(),
                    pace: Pace::per_second(self.send_rate_per_second),
                    ready: BTreeMap::new(),
                });
                self.lanes.len() - 1
            }
        };
        &mut self.lanes[place]
    }
}

#[cfg(test)]
mod tests;

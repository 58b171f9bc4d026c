//! Reads a filter: terms, with `and`, `or`, `not` and parentheses between them. `or` holds least together.

use super::ast::{Ast, Expr};
use super::error::{FilterError, FilterErrorKind};
use super::lex::{Token, tokens};
use super::span::{Span, Spanned};
use super::term::term;

/// Parentheses within parentheses; more are refused, as reading them takes room on the stack.
const DEEPEST: usize = 64;

impl Ast {
    /// Reads a filter. An empty text has no terms.
    ///
    /// # Errors
    /// [`FilterError`] with the place and what to write there.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let found = tokens(text);
        let open = [
            (found.open_quote, FilterErrorKind::OpenQuote),
            (found.open_list, FilterErrorKind::OpenParenthesis),
        ];
        for (at, kind) in open {
            if let Some(at) = at {
                return Err(FilterError::new(kind, at..text.len(), text));
            }
        }
        let mut parser = Parser {
            tokens: &found.tokens,
            at: 0,
            depth: 0,
        };
        let root = parser
            .whole()
            .map_err(|(kind, span)| FilterError::new(kind, span, text))?;
        Ok(Self { root })
    }
}

type Failure = (FilterErrorKind, Span);

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn whole(&mut self) -> Result<Option<Spanned<Expr>>, Failure> {
        if self.tokens.is_empty() {
            return Ok(None);
        }
        let root = self.any()?;
        match self.tokens.get(self.at) {
            None => Ok(Some(root)),
            Some(token) => Err((FilterErrorKind::UnopenedParenthesis, token.span().clone())),
        }
    }

    /// Terms with `or` between them.
    fn any(&mut self) -> Result<Spanned<Expr>, Failure> {
        let mut parts = vec![self.all()?];
        while let Some(Token::Or(_)) = self.tokens.get(self.at) {
            self.at += 1;
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Expr::Any))
    }

    /// Terms side by side, or with `and` between them.
    fn all(&mut self) -> Result<Spanned<Expr>, Failure> {
        let mut parts = vec![self.unary()?];
        loop {
            match self.tokens.get(self.at) {
                None | Some(Token::Or(_) | Token::Close(_)) => break,
                Some(Token::And(_)) => self.at += 1,
                Some(_) => {}
            }
            parts.push(self.unary()?);
        }
        Ok(one_or(parts, Expr::All))
    }

    fn unary(&mut self) -> Result<Spanned<Expr>, Failure> {
        let Some(token) = self.tokens.get(self.at) else {
            return Err(self.nothing_after());
        };
        match token {
            Token::Close(span) if self.depth == 0 => {
                Err((FilterErrorKind::UnopenedParenthesis, span.clone()))
            }
            Token::And(_) | Token::Or(_) | Token::Close(_) => Err(self.nothing_after()),
            Token::Word(word) => {
                self.at += 1;
                Ok(Spanned::new(Expr::Term(term(word)?), word.span.clone()))
            }
            Token::Not(span) => {
                self.at += 1;
                self.deeper(span, |parser| {
                    parser.adjacent_to_sign(span)?;
                    let inner = parser.unary()?;
                    let whole = span.start..inner.span.end;
                    Ok(Spanned::new(Expr::Not(Box::new(inner)), whole))
                })
            }
            Token::Open(span) => {
                self.at += 1;
                self.deeper(span, |parser| parser.group(span))
            }
        }
    }

    fn group(&mut self, open: &Span) -> Result<Spanned<Expr>, Failure> {
        let mut inner = self.any()?;
        match self.tokens.get(self.at) {
            Some(Token::Close(close)) => {
                self.at += 1;
                inner.span = open.start..close.end;
                Ok(inner)
            }
            _ => Err((FilterErrorKind::OpenParenthesis, open.clone())),
        }
    }

    fn deeper<T>(
        &mut self,
        span: &Span,
        read: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.depth == DEEPEST {
            return Err((FilterErrorKind::TooDeep, span.clone()));
        }
        self.depth += 1;
        let done = read(self);
        self.depth -= 1;
        done
    }

    /// `!` belongs to what stands right behind it; the word `not` to what comes next.
    fn adjacent_to_sign(&self, sign: &Span) -> Result<(), Failure> {
        let next = self.tokens.get(self.at).map(|token| token.span().start);
        if sign.len() > 1 || next == Some(sign.end) {
            return Ok(());
        }
        let before = "!".to_owned();
        Err((FilterErrorKind::Empty { before }, sign.clone()))
    }

    /// A term is missing here: behind the token before, or before the one that stands here.
    fn nothing_after(&self) -> Failure {
        let here = self.tokens.get(self.at);
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        match (before, here) {
            (Some(Token::Open(span)), None) => (FilterErrorKind::OpenParenthesis, span.clone()),
            (Some(token), _) => {
                let before = words_of(token).to_owned();
                (FilterErrorKind::Empty { before }, token.span().clone())
            }
            (None, Some(token)) => {
                let word = words_of(token).to_owned();
                (
                    FilterErrorKind::NothingBefore { word },
                    token.span().clone(),
                )
            }
            (None, None) => (FilterErrorKind::EmptyAlternative, 0..0),
        }
    }
}

fn words_of(token: &Token) -> &'static str {
    match token {
        Token::Open(_) => "(",
        Token::Close(_) => ")",
        Token::And(_) => "and",
        Token::Or(_) => "or",
        Token::Not(_) => "not",
        Token::Word(_) => "the term",
    }
}

/// The only part as it is, or all of them.
fn one_or(parts: Vec<Spanned<Expr>>, all: fn(Vec<Spanned<Expr>>) -> Expr) -> Spanned<Expr> {
    match <[Spanned<Expr>; 1]>::try_from(parts) {
        Ok([only]) => only,
        Err(parts) => {
            let span = parts[0].span.start..parts[parts.len() - 1].span.end;
            Spanned::new(all(parts), span)
        }
    }
}

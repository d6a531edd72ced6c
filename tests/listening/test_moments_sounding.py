"""What only sounds like a moment, and whom a moment happened to, in messages that were written before they were heard."""

import pytest

from goodgrace.listening.hearing import hear
from goodgrace.listening.moments.finding import find

QUIET = """
    The battery on the new handset is dead by lunchtime and the old one I gave to my brother is dying too. Do I send both back?
    I paid on the 3rd and you still put a late fee on. Please take it off.
    Can I change the delivery address to my late grandfather's village? The house is let to a school now and they need the desks.
    My husband lost it when he saw the bill, and honestly I nearly died laughing 😂 £0.04 owed?
    Ordered 'The Year of Magical Thinking' and 'When Breath Becomes Air' for my book club, only one came.
    Where is my copy of My Sister Is Dying by Ada Field? Tracking says delivered.
    The Killers tickets I bought through your app show the wrong seat row, and Sick Puppies are supporting. Can you fix it?
    Flood of marketing emails from you lot again. Eleven since Monday. Make it stop pls
    Sir, kindly do the needful, my Kindle Fire is not charging since two days only.
    I was fired up for this holiday and the hotel wifi was so slow I could not even load the map.
    Your prices are daylight robbery! 14 pounds for a seat that doesn't recline.
    What a steal, got the boots for 20 quid. Just need a smaller size now.
    Do you do blind made to measure? I need three roman blinds and one blackout blind for a bay window.
    I'd like to know whether your travel policy pays out if a parent dies before we fly. Nobody is poorly, we just like to compare.
    If I were to be made redundant next year, would the mortgage protection cover all of it or only the interest?
    Just to be clear, nobody has stolen my card, I found it in the glovebox. Can you unfreeze it?
    I am not in any financial difficulty, thank you. I simply asked for the due date to move to the 5th.
    Your leaflet says "Struggling to pay your bill? Lost your job? We're here to help." Well, I rang to pay early and nobody could help.
    I keep getting your text: 'We are sorry to hear that you have been bereaved.' Wrong number I think! I only asked about broadband.
    We read about the fire at that warehouse in Leeds on the news. Does that affect my order of garden chairs?
    saw on twitter that some poor bloke had 9 grand nicked from his account with you. Is my money safe with u?
    My grandfather fought in the war and was wounded at Arnhem. I'd like the print of the bridge framed, 60 by 40.
    The Great Fire of London poster arrived with a crease right down the middle.
    I work in bereavement services at the council and need to order forty more of the grey folders.
    As a fraud investigator I travel a lot, so can I have the lounge pass added back on my card?
    I run a debt advice charity. Our office line has been crackling since Tuesday.
    Our hospice shop needs a second card reader. How long does it take?
    I'm a nurse on the cancer ward so I can only answer the phone after 8pm.
    This queue is killing me, 50 minutes on hold and your music is cancer to the ears.
    Your app crashed and burned the minute I tried to check in. Twice.
    My phone had a little accident: it fell in the bath. RIP. How much for a new screen?
    We lost our router in the move, somewhere between Pune and Nagpur. Can I get another?
    We lost Grandma at Heathrow for about twenty minutes lol, she was in the Pret. Anyway thanks to the lady at desk 14!
    I lost my dad's number when I changed phones. Can you transfer the contacts from the old SIM?
    My son lost his first tooth and his school bag on your bus in the same morning! Bag is navy with a fox on it.
    The line went dead when your colleague put me through, so I don't know what she decided.
    I'm sick to death of these adverts. Unsubscribe me.
    That's a sick pair of trainers, do you have them in 44?
    My boss got the sack of flour I ordered from you instead of me, can you send one to my home?
    I've been let go from the waiting list according to your mail, but I was number 12 last week?
    They dropped me from the family plan by mistake and now I have two contracts.
    I was laid up on the sofa with a good book waiting for your courier, who never rang the bell.
    Please close the account of Mr Death (it's pronounced Deeth). He has moved to another bank.
    Delivery for Mrs Graves at Coffin Lane was left with the neighbour. Could you ask the driver to ring next time?
    The dead sea salt scrub leaked over everything in the parcel.
    Can someone tell me if the burns night menu is also at the airport branch?
    I got burned by a cheap cable before, so is this one genuine?
    Blind copy me in on the reply please and keep Deepak in cc.
    I must have been blind, the button was right there. Thanks for your patience!
    Your ad told me I'm deaf to a bargain. Cheeky. But is the second pair really half price?
    I'd be lost without your Sunday driver, give him a raise!
    My marriage to this phone company is over. Divorce papers in the post. Cancel me 😄
    The two halves of the shelf separated after a week. The glue just let go.
    We broke up the order into three parts as you asked, but only two were invoiced.
    My wife left me in charge of the booking, which was her first mistake. I put the wrong month.
    He's broken my heart, your app's little robot, telling me my points expired.
    My daughter is studying depression and anxiety for her psychology A level and wants the journals bundle. Is there a student rate?
    There was a huge depression in the mattress after a month, is it under warranty?
    The heart monitor I bought for the gym stopped pairing with my phone.
    Does the stroke setting on this rowing machine count per minute?
    My star sign is Cancer and I want the bracelet with the crab. Is it in stock?
    It is not my mother who passed away, it was the neighbour with the same name. Please put her pension back on.
    You've got me down as deceased!! I assure you I am typing this myself.
    If a person was hit by domestic violence, can she take her name off a joint tenancy here? I am writing an essay for law school.
    Your agent was abusive on the phone and hung up on me. I would like a call from a manager.
    He beat me to the last one in the shop, so do you have another in the warehouse?
    My partner controls the thermostat and the tv remote so can we have two logins please 😂
    My ex bought the same coat so now I want to change mine to the green.
    I couldn't sleep last night so I tidied up my subscriptions. Could you confirm I'm off the sports package?
    I look after the accounts for a care home and we were billed twice for March.
    My flatmate cares for nothing but football, so please add the sports channels.
    The courier said he'd been robbed of his tip. I gave him a fiver!
    Someone stole my thunder: the neighbours had your new sofa before me. When is mine coming?
    Scam or not? I have a text from +44 7700 about a parcel I never ordered. I haven't clicked on it.
    How do fraudsters usually get hold of a PIN? We are preparing a lesson for year 10.
    I can't afford to miss the 9.40, so which train should I take from Crewe?
    We went bankrupt on the last board game you sent us, so now we want Catan. Is it in the shop?
    The tenants before us were evicted in 2016, and you still send their letters here. Please stop.
    Behind on my reading, not my payments! Could you extend the library loan by a week?
    In the storm of new tariffs I can't see which one I'm on. Is it Flex or Fix?
    My father nearly had a heart attack when he saw the roaming charges. Please explain them.
    The former owner, Mr Pillai, expired in 2009 and his society share is still on the maintenance bill. I purchased from the builder after that.
    My passport expired and my wife's expires in June, can we still fly on the 12th?
    She slipped away from the checkout before paying, could you send her the link again?
    We scattered the ashes from your barbecue charcoal and the lawn loves it, can I order more?
    My brother isn't with us anymore on the family plan, he moved to Vodafone.
    Dave from your sales team isn't with us anymore is what the lady said. Who handles my order now?
    I never woke up in time for the delivery, sorry, please come again.
    He didn't come home from the hospital until nine because of his night shift, so please deliver after that.
    Since the funeral scene in episode 4 the picture freezes.
    I'm the administrator for my company's account and I can't reset the password.
    The doctor said the cream has weeks rather than months of shelf life. Can you send a fresh one?
    My daughter breaths down my neck until this skateboard arrives.
    Can I have my leg rest off the invoice please, I returned it.
    Since the stroke count on the rower resets I can't log sessions.
    My fence was hit by a van, your van, on Monday.
    The market is bipolar these days. Which fixed rate would you suggest?
    Results of the MRI scanner test are on your website but my invoice is missing.
    They cut me down to two parcels a week on the new plan.
    I got the pink slip in size 12 but I wanted the ivory.
    My employer gave everyone pink slippers for Christmas, where did they buy them, was it you?
    I don't know yet how I'll pay the rent on the holiday villa, card or bank transfer. Which is cheaper?
    There's nothing left for the electric toothbrush, the heads are sold out everywhere.
    I served my tenant a section 21 and would like landlord cover to continue.
    I was given notice to leave the car park at 6 as it shuts.
    We take our tins to the food bank on Fridays, do your crates come back?
    Does your bank have a moratorium on opening new accounts?
    Our IVA number is IT01234567890, please put it on the invoice.
    I can only pay half for now because your site limits the card to 200.
    We had to leave the hotel when the fire alarm went off, so we missed the tour. Is there a refund?
    There's nothing left of the cake, the kids loved it. Same again next week please.
    Our Christmas tree fell into the kitchen and broke the glass baubles I ordered from you.
    Your letter warns that criminals told customers to move money to a safe account. How do I know your letter is real?
    Your courier called saying he was from the bank branch in Hove, and asked me to sign.
    Someone has been at my post box with your flyers again, three today.
    They emptied my account with your monthly fees, honestly.
    If he finds out I bought the cheaper one he'll never let me live it down. Can you hide the price on the slip?
    We are staying in a refuge in the Alps, does roaming work there?
    He mustn't find out the address, it's a surprise party.
    My husband takes my pension letters to the bank for me. May he sign?
    I raised my hands to the sky when the parcel came!
    My ex turns up at the same gym so I want to cancel my membership.
    I left my job to be with a start-up and need a business account.
    My puppy can't be left alone, do you allow dogs in the branch?
    I do all my own bills online, no paper please.
    My mother needs washing machine advice, who can she call?
    My mum needs turning on to your new tariff, it's much better.
    I don't hear on the phone when you call because the speaker is broken.
    The print on the t-shirt is too small for my taste.
    My reading isn't good for the meter, could you check the number?
    My router is 60 days old and no internet since Friday.
    We have gone our separate ways with suppliers before, so tell me your best price.
    The government decree came out and now you want my tax code?
    The lads moved out and my wife's moved her desk in, so we need a second socket.
    Me and him are done with the survey, where are our vouchers?
    The board approved by mutual consent. Please update the signatories.
    My chest freezer lid is tight and the tray can't breathe, is that normal?
    I'm married to this sofa now. But the legs got divorced from the frame on day two, send screws.
    The people above us were made redundant and moved. Please send their post back.
    The family next to us lost their house in the storm, we are fine. Do you still deliver to our road?
    My sister gave the phone I bought for my mother died in a drawer, so is it insured?
    I was let go of the hold music after 40 minutes. What number am I?
    I'm blind to the difference between Plus and Pro. Explain?
    My wife's father's clock stopped, the one I bought for my dad is dying as well.
    He slipped away in the night with our hire car keys, your rep I mean, and nobody came to open the office.
    I collected the ashes tray for the fireplace but the lid is missing.
    Sarah is not with us any more, she works for the head office now, please update the contact.
    We lost the baby seat on your shuttle bus.
    My gran's firm mattress arrived soft.
    My son's company closed the deal so we need two more licences.
    They dropped me to two stars, why?
    There's a redundancy in your form: it asks my name twice and my role is at the bottom.
    I don't know how I'm going to make the rent split work in your app, it rounds wrong.
    I had to use the food bank button in the game to get lives, and it charged me.
    The power company is going to turn us off and on again for the new meter, is that right?
    We fled the heat and booked your hotel up north. Lovely!
    A tree went through our loft conversion plans, the council wants it kept.
    I moved the money into a safe account with you years ago, the safe ISA.
    He said he was from the police choir and got us to pay for tickets gladly. How do I print them?
    If she finds out I'm safe at home she'll stop ringing, could you pass a message to my nan?
    He takes my salary slip to your branch tomorrow.
    My husband puts his hands on the steering wheel and the cruise control cuts off.
    My dad needs turning down the volume, which remote works for him?
    I'm 61 and a half with no internet discount, why?
    He's a wheelchair user interface designer and wants the big monitor.
    I am diabetic friendly cake shop owner and need flour.
    My wife and I are done with packing, when does the van come?
    The decree absolute beginners guide is out of stock?
    My husband's moved out of the joint plan to his work phone.
    The new baby girl outfit died in the wash.
    Amma's Kitchen has passed away from the old street to Mill Lane, so send the invoice there.
    The kettle gave up the ghost on its second day, and so did my patience.
    Our team got slaughtered in the final so we didn't need the extra champagne. Can I return it?
    Please send the Widow Twankey costume in a medium, the panto is on Friday.
    I lost my head and ordered nine instead of one.
    Black Friday stole my soul. Anyway, the toaster?
    My uncle sells hearing aids and asked for a quote for your phone line.
    The patient information leaflet for the tablets is in Polish.
    Your chatbot keeps asking whether I have lost my card. I have not. I want a statement.
    My sister's house sale fell through, so we keep the broadband here until June.
    I was on fire at the gym with these headphones, until the left one stopped.
    Do you have a policy for people who lose their sight? I am the union rep and somebody asked.
    My dog ate the SIM, he's fine.
    We are broke up by the size of the sofa: it goes in one half of the room only.
    The landlord's father passed and he wants the rent a day later, so may I move the standing order?
    My boss is on sick leave so nobody signed the contract, when does the price expire?
    He left me a voicemail about the boiler, who is he?
    The cake read "Happy Retirement" and not "Happy Divorce", she laughed, but I'd like half back.
    I hurt myself laughing at your advert with the goat.
    We moved out of the flood zone in 1998, why is the premium still so high?
    Can carers get a free ticket? I'm asking for the match programme.
    The thief in the book on page 40 is printed upside down.
    I thought somebody had taken my bag but it was under the seat, thank you to the crew.
    My father in law drives me up the wall. He wants the bill in red ink.
    My operation of the remote is probably wrong, how do I pair it?
    Hospital radio would like to borrow two speakers.
    This is my late reply, sorry. My wife says yes to the blue one.
    I can't live without your oat biscuits. Why are they out of stock?
    My battery health is critical according to the phone. Repair?
    The abuse of exclamation marks in your mail is criminal.
    I am separated from my luggage since Doha, please help.
    They found a lump in the mattress, so I want my money back.
    That little boy down the road died, so the street party is off.
"""
"""Messages that tell of none: turns of phrase, names, news of others, questions."""

WHOSE = (
    ("My little girl has leukaemia.", "illness", "relative"),
    ("A little girl recently died in the news.", "bereavement", "other"),
    ("They found a lump and I go in for the op.", "illness", "self"),
    ("My wife had a scan. They found a lump.", "illness", "relative"),
    ("English is not my mother language, please talk slowly.", "access_need", "self"),
    ("The tenants before us were evicted.", "hardship", "other"),
    ("We were evicted.", "hardship", "self"),
)

RAISED = (
    ("My marriage to this phone company is over. My wife has left me as well.", "separation"),
    ("My marriage to your bank is over. I am getting divorced from my husband.", "separation"),
    ("My wife and I split up by mutual agreement last month.", "separation"),
    ("We broke up by text last week and I need to leave the flat.", "separation"),
    ("I was let go from the call centre on Friday.", "job_loss"),
    ("I was let go from the plan I worked at.", "job_loss"),
    ("I was let go from the group in May.", "job_loss"),
    ("I am deaf to speech on the phone, so please email.", "access_need"),
    ("I'm deaf to anything below a shout, please text me.", "access_need"),
    ("You sold me hearing aids last year and now I can't hear you on the phone.", "access_need"),
    ("My ex stole my soul and my savings.", "fraud"),
    ("They found a lump in the left breast.", "illness"),
    ("My mother tongue is Punjabi and my English is not good, may I have an interpreter?", "access_need"),
)
"""Messages that come close to those, and tell of one."""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("text", lines(QUIET))
def test_what_only_sounds_like_a_moment_raises_nothing(text: str) -> None:
    assert not hear(text).moments_to_act_on


@pytest.mark.parametrize(("text", "moment"), RAISED)
def test_what_comes_close_to_these_and_is_a_moment_is_raised(text: str, moment: str) -> None:
    assert moment in {found.moment for found in hear(text).moments_to_act_on}


@pytest.mark.parametrize(("text", "moment", "who"), WHOSE)
def test_it_is_told_whom_it_happened_to(text: str, moment: str, who: str) -> None:
    assert who in {found.who for found in find(text) if found.moment == moment}
